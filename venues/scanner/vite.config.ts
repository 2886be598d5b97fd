import { defineConfig } from "vite";
import { VitePWA } from "vite-plugin-pwa";

export default defineConfig({
  base: "/scan/",
  build: { target: "es2022", assetsInlineLimit: 0 },
  worker: { format: "es" },
  define: { __VERSION__: JSON.stringify(process.env["npm_package_version"] ?? "0") },
  plugins: [
    VitePWA({
      // A tablet is never reloaded under a scan: staff choose when.
      registerType: "prompt",
      injectRegister: null,
      includeAssets: ["icon.svg"],
      workbox: {
        globPatterns: ["**/*.{js,css,html,wasm,png,svg,webmanifest}"],
        maximumFileSizeToCacheInBytes: 3 * 1024 * 1024,
        navigateFallback: "/scan/index.html",
        cleanupOutdatedCaches: true,
        inlineWorkboxRuntime: true,
      },
      manifest: {
        id: "/scan/",
        name: "Paddock 检票 Check-in",
        short_name: "Check-in",
        description: "Checks people in at the door, with and without a network.",
        start_url: "/scan/",
        scope: "/scan/",
        display: "standalone",
        orientation: "any",
        background_color: "#10151c",
        theme_color: "#10151c",
        icons: [
          { src: "icon-192.png", sizes: "192x192", type: "image/png" },
          { src: "icon-512.png", sizes: "512x512", type: "image/png" },
          { src: "icon-maskable.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
        ],
      },
    }),
  ],
});
