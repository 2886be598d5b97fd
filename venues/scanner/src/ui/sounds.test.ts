import { beforeEach, expect, test, vi } from "vitest";

const node = { connect: () => node, gain: { setValueAtTime() {}, exponentialRampToValueAtTime() {} } };

let page: EventTarget & { visibilityState: string };
let touches: EventTarget;

/** A context that a browser takes away, and gives back where it lets it be resumed. */
class Context {
  static made: Context[] = [];
  state = "suspended";
  isAllowed = true;
  currentTime = 0;
  notes = 0;
  constructor() {
    Context.made.push(this);
  }
  resume = vi.fn(async () => {
    if (this.isAllowed) this.state = "running";
  });
  createGain = () => node;
  createOscillator() {
    this.notes++;
    return { ...node, frequency: { value: 0 }, start() {}, stop() {} };
  }
}

let sounds: typeof import("./sounds.ts");

beforeEach(async () => {
  vi.resetModules();
  page = Object.assign(new EventTarget(), { visibilityState: "visible" });
  touches = new EventTarget();
  vi.stubGlobal("AudioContext", Context);
  vi.stubGlobal("document", page);
  vi.stubGlobal("addEventListener", touches.addEventListener.bind(touches));
  Context.made = [];
  sounds = await import("./sounds.ts");
  sounds.keepSound();
});

/** Somebody touches the screen anywhere. */
function touched(): Context {
  touches.dispatchEvent(new Event("pointerup"));
  return Context.made.at(-1)!;
}

test("the first touch anywhere gives sound, and before it there is none", async () => {
  sounds.play("yes");
  expect(Context.made).toEqual([]);
  const context = touched();
  sounds.play("yes");
  await vi.waitUntil(() => context.notes === 2);
});

test.each(["suspended", "interrupted"])("a context that is %s sounds again with the next verdict", async (state) => {
  const context = touched();
  context.state = state;
  sounds.play("no");
  await vi.waitUntil(() => context.notes === 2);
  expect(context.state).toBe("running");
});

test("sound comes back when the page is seen again, or touched where only a touch may", () => {
  const context = touched();
  context.state = "interrupted";
  page.dispatchEvent(new Event("visibilitychange"));
  expect(context.state).toBe("running");
  context.state = "interrupted";
  context.isAllowed = false;
  page.dispatchEvent(new Event("visibilitychange"));
  expect(context.state).toBe("interrupted");
  context.isAllowed = true;
  expect([touched() === context, context.state]).toEqual([true, "running"]);
});

test("a verdict whose sound was kept back for long is not heard with the next person", async () => {
  const context = touched();
  context.state = "interrupted";
  let give = (): void => undefined;
  context.resume.mockImplementation(() => new Promise((resolve) => (give = resolve)));
  const clock = vi.spyOn(performance, "now").mockReturnValue(1000);
  sounds.play("yes");
  clock.mockReturnValue(1501);
  context.state = "running";
  give();
  await new Promise((resolve) => setImmediate(resolve));
  expect(context.notes).toBe(0);
  clock.mockRestore();
});
