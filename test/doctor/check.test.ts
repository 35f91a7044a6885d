import { expect, test } from "vitest";
import { pass, runChecks, type Check, type CheckResult } from "../../dev/doctor/check.ts";
import { DevError } from "../../dev/errors/dev-error.ts";

const signal = new AbortController().signal;
const check = (id: string, run: () => Promise<CheckResult>): Check => ({ id, title: `About ${id}`, run });

test("every check is asked, and answers in the order in which it was listed", async () => {
  const slow = check("slow", () => new Promise((resolve) => setImmediate(() => resolve(pass("at last")))));
  const quick = check("quick", async () => ({ verdict: "fail", detail: "bad", fix: "mend it" }));
  expect(await runChecks([slow, quick], signal)).toEqual([
    { id: "slow", title: "About slow", result: { verdict: "pass", detail: "at last" } },
    { id: "quick", title: "About quick", result: { verdict: "fail", detail: "bad", fix: "mend it" } },
  ]);
});

test("checks run side by side: one may wait for another", async () => {
  const done = Promise.withResolvers<void>();
  const reports = await runChecks([check("first", async () => (await done.promise, pass("after"))), check("second", async () => (done.resolve(), pass("before")))], signal);
  expect(reports.map(({ result }) => result.verdict)).toEqual(["pass", "pass"]);
});

test("a check that hangs is a warning, and holds up no other", async () => {
  const reports = await runChecks([check("hangs", () => new Promise(() => {})), check("well", async () => pass("fine"))], signal, 20);
  expect(reports.map(({ result }) => result)).toEqual([
    { verdict: "warn", detail: "could not be checked: no answer within 0.02 s", fix: "Look at it by hand." },
    { verdict: "pass", detail: "fine" },
  ]);
});

test("a check that breaks is a warning with its reason, and with the fix where there is one", async () => {
  const broken = check("broken", () => Promise.reject(new Error("fetch failed", { cause: new Error("ECONNRESET") })));
  const missing = check("missing", () => Promise.reject(new DevError("ENGINE_MISSING", "There is no container engine", { hint: "neotool dev up --setup" })));
  expect((await runChecks([broken, missing], signal)).map(({ result }) => result)).toEqual([
    { verdict: "warn", detail: "could not be checked: ECONNRESET", fix: "Look at it by hand." },
    { verdict: "warn", detail: "could not be checked: There is no container engine", fix: "neotool dev up --setup" },
  ]);
});

test("an interruption ends all of them, also before they began", async () => {
  const interrupt = new AbortController();
  const running = runChecks([check("hangs", () => new Promise(() => {}))], interrupt.signal);
  interrupt.abort(new Error("Ctrl+C"));
  await expect(running).rejects.toThrow("Ctrl+C");
  await expect(runChecks([check("never", () => Promise.reject(new Error("begun")))], interrupt.signal)).rejects.toThrow("Ctrl+C");
});

test("no checks are no reports", async () => {
  expect(await runChecks([], signal)).toEqual([]);
});
