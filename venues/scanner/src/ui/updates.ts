/** New versions: each tab starts one when its own staff say so, never because another tab did. */

import { registerSW } from "virtual:pwa-register";

/** Calls back with what starts the new version, as soon as there is one. */
export type Updates = (onNew: (start: () => void) => void) => void;

export const watchForUpdates: Updates = (onNew) => {
  let isWanted = false;
  const restart = () => location.reload();
  const start = registerSW({
    onNeedRefresh: () =>
      onNew(() => {
        isWanted = true;
        void start();
      }),
    // The new version's worker has taken over, maybe since another tab asked it to.
    onNeedReload: () => (isWanted ? restart() : onNew(restart)),
  });
};
