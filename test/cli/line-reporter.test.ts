import { expect, onTestFinished, test, vi } from "vitest";
import { createLineReporter } from "../../dev/cli/line-reporter.ts";
import type { Output } from "../../dev/cli/output.ts";
import type { EngineEvent } from "../../dev/engine/events.ts";
import { initialView, reduceView } from "../../dev/engine/view.ts";
import { DevError } from "../../dev/errors/dev-error.ts";
import { reconcile } from "../../dev/planner/reconcile.ts";
import { container, desired, desiredContainer, images, observed } from "../support/builders.ts";
import { fakeClock } from "../support/fake-clock.ts";

const all = desired(desiredContainer("postgres"), desiredContainer("app", { dependsOn: { postgres: "ready" } }));

/** Plays events to the reporter, and returns what people read. */
const play = async (containers: Parameters<typeof observed>[0], script: (tell: (event: Event) => void, pass: (ms: number) => Promise<void>, node: (kind: string, service: string) => Node) => Promise<void>) => {
  const clock = fakeClock();
  const lines: string[] = [];
  const output: Output = { mode: "text", line: () => {}, lines: async () => {}, warn: () => {}, finish: () => {}, narrate: (text) => lines.push(text) };
  const seen = observed(containers);
  const plan = reconcile({ desired: all, defined: new Set(all.keys()), observed: seen, images: images("postgres:1", "app:1"), done: {}, volumeName: (name) => name });
  const { observer, dispose } = createLineReporter(output, clock);
  let view = initialView(all, seen, plan, clock.now());
  observer({ type: "planned", at: 0 }, view);
  const tell = (event: Event) => {
    const timed: EngineEvent = { ...event, at: clock.now() };
    view = reduceView(view, timed);
    observer(timed, view);
  };
  const node = (kind: string, service: string): Node => {
    const found = plan.find(({ op }) => op.kind === kind && "service" in op && op.service === service);
    if (!found) throw new Error(`no ${kind} ${service} in the plan`);
    return found;
  };
  await script(tell, (ms) => clock.sleep(ms), node);
  dispose();
  return lines;
};

type Untimed<E> = E extends { readonly at: number } ? Omit<E, "at"> : never;
type Event = Untimed<EngineEvent>;
type Node = Extract<EngineEvent, { type: "began" }>["node"];

test("a line for each change of phase, with the time since the start", async () => {
  const lines = await play([], async (tell, pass, node) => {
    for (const kind of ["create", "start"]) {
      tell({ type: "began", node: node(kind, "postgres") });
      await pass(500);
      tell({ type: "done", node: node(kind, "postgres") });
    }
    tell({ type: "began", node: node("await-ready", "postgres") });
    tell({ type: "done", node: node("await-ready", "postgres") });
  });
  expect(lines).toEqual(["   0.5 s  postgres           starting", "   1.0 s  postgres           running", "   1.0 s  postgres           ready"]);
});

test("what runs already and is still ready says only that", async () => {
  const lines = await play([container("postgres"), container("app")], async (tell, _pass, node) => {
    tell({ type: "began", node: node("await-ready", "postgres") });
    tell({ type: "done", node: node("await-ready", "postgres") });
  });
  expect(lines).toEqual(["   0.0 s  postgres           ready"]);
});

test("a failure says its sentence, and who is not begun because of it says what it waited for", async () => {
  const lines = await play([], async (tell, _pass, node) => {
    tell({ type: "failed", node: node("start", "postgres"), error: new DevError("SERVICE_EXITED", "postgres exited with code 1", { hint: "x" }) });
    tell({ type: "skipped", node: node("start", "app") });
  });
  expect(lines).toEqual(["   0.0 s  postgres           failed     postgres exited with code 1", "   0.0 s  app                skipped    waiting for postgres to be ready"]);
});

test("progress is a line every five seconds, however often it is reported, and none in the first three", async () => {
  const lines = await play([], async (tell, pass) => {
    for (let ms = 0; ms < 12_000; ms += 100) {
      tell({ type: "progress", service: "postgres", text: `pulling ${ms} of 12000` });
      await pass(100);
    }
  });
  expect(lines).toEqual(["   3.0 s  postgres           pulling 3000 of 12000", "   8.0 s  postgres           pulling 8000 of 12000"]);
});

test("that it does not answer yet is no news in the first seconds of a service's own start, however late that is", async () => {
  const lines = await play([], async (tell, pass, node) => {
    await pass(20_000);
    tell({ type: "began", node: node("start", "postgres") });
    tell({ type: "done", node: node("start", "postgres") });
    tell({ type: "progress", service: "postgres", text: "it does not answer" });
    await pass(2_900);
    tell({ type: "progress", service: "postgres", text: "the database system is starting up" });
    await pass(200);
    tell({ type: "progress", service: "postgres", text: "still starting up" });
  });
  expect(lines).toEqual(["  20.0 s  postgres           starting", "  20.0 s  postgres           running", "  23.1 s  postgres           still starting up"]);
});

test("a notice is said at once", async () => {
  expect(await play([], async (tell) => tell({ type: "notice", service: "postgres", text: "roles were set" }))).toEqual(["   0.0 s  postgres           roles were set"]);
});

test("a silent wait says for whom, and since when for only those", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const lines = await play([], async (tell, pass, node) => {
    const wait = async (ms: number) => {
      await pass(ms);
      vi.advanceTimersByTime(1_000); // the heart beats
    };
    await wait(15_000);
    tell({ type: "progress", service: "postgres", text: "downloading" });
    await wait(15_000);
    tell({ type: "done", node: node("await-ready", "postgres") });
    await wait(15_000); // nobody waits any more
  });
  expect(lines).toEqual([
    "  15.0 s  app                still: waiting for postgres to be ready (15 s)",
    "  15.0 s  postgres           downloading",
    "  30.0 s  app                still: waiting for postgres to be ready (30 s)",
  ]);
});
