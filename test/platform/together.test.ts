import { expect, test } from "vitest";
import { together } from "../../dev/platform/together.ts";

const NOBODY = new AbortController().signal;
const aborted = (signal: AbortSignal) => new Promise<never>((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));

test("where one fails, the others are told to end, and are waited for", async () => {
  const order: string[] = [];
  const work = async () => {
    await using all = together(NOBODY);
    all.with((signal) => aborted(signal).finally(() => order.push("the other has ended"))).catch(() => {});
    await all.with(async () => {
      throw new Error("broken");
    });
  };
  await expect(work()).rejects.toThrow("broken");
  expect(order).toEqual(["the other has ended"]);
});

test("where nobody wants them any more, all end", async () => {
  const wanted = new AbortController();
  const all = together(wanted.signal);
  const acts = [all.with(aborted), all.with(aborted)];
  wanted.abort(new Error("Ctrl+C"));
  expect((await Promise.allSettled(acts)).map((act) => act.status === "rejected" && act.reason.message)).toEqual(["Ctrl+C", "Ctrl+C"]);
});

test("what succeeds is nothing to the others", async () => {
  await using all = together(NOBODY);
  expect(await Promise.all([all.with(async () => 1), all.with(async () => "two")])).toEqual([1, "two"]);
  expect(all.signal.aborted).toBe(false);
});
