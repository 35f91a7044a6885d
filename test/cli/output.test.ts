import { expect, test } from "vitest";
import { createOutput, type OutputOptions } from "../../dev/cli/output.ts";
import { DevError } from "../../dev/errors/dev-error.ts";
import { reportError } from "../../dev/errors/format.ts";
import { createRedactor } from "../../dev/platform/redact.ts";

const collect = (over: Partial<OutputOptions> = {}) => {
  const written = { stdout: "", stderr: "" };
  const redactor = createRedactor();
  redactor.hide("s3cr3t-t0ken");
  const sink = (name: "stdout" | "stderr") => ({ write: (text: string) => (written[name] += text) });
  const output = createOutput({ command: "up", mode: "text", stdout: sink("stdout"), stderr: sink("stderr"), redactor, invokedAs: "neotool", ...over });
  return { output, written };
};

const error = reportError(new DevError("PORT_BUSY", "5432 is taken, token s3cr3t-t0ken", { hint: "neotool dev up --port postgres=15432" }));

test("results go to stdout, narration and errors to stderr", () => {
  const { output, written } = collect();
  output.narrate("kafka ready");
  output.warn("postgres moved");
  output.finish({ data: {}, text: "Ready" }, error);
  expect(written.stdout).toBe("Ready\n");
  expect(written.stderr).toContain("kafka ready\nwarning: postgres moved\nerror[PORT_BUSY] 5432 is taken");
});

test("no secret leaves by narration, warnings, lines or errors", () => {
  for (const mode of ["text", "json"] as const) {
    const { output, written } = collect({ mode });
    output.narrate("token s3cr3t-t0ken", { token: "s3cr3t-t0ken" });
    output.warn("token s3cr3t-t0ken");
    output.line("token s3cr3t-t0ken");
    output.finish(undefined, error);
    expect(written.stdout + written.stderr).toContain("‹redacted›");
    expect(written.stdout + written.stderr).not.toContain("s3cr3t-t0ken");
  }
});

test("what was asked for is given, secrets too", () => {
  const { output, written } = collect({ mode: "json" });
  output.finish({ data: { VAULT_TOKEN: "s3cr3t-t0ken" }, text: "" }, null);
  expect(JSON.parse(written.stdout).data).toEqual({ VAULT_TOKEN: "s3cr3t-t0ken" });
});

test("JSON is one envelope with every key, on success and on failure", () => {
  const good = collect({ mode: "json" });
  good.output.warn("postgres moved");
  good.output.finish({ data: { a: 1 }, text: "unseen" }, null);
  expect(JSON.parse(good.written.stdout)).toEqual({ schemaVersion: 1, command: "up", status: "ok", data: { a: 1 }, warnings: ["postgres moved"], error: null });
  const bad = collect({ mode: "json" });
  bad.output.finish(undefined, error);
  expect(JSON.parse(bad.written.stdout)).toEqual({
    schemaVersion: 1,
    command: "up",
    status: "failed",
    data: null,
    warnings: [],
    error: { code: "PORT_BUSY", message: "5432 is taken, token ‹redacted›", hint: "neotool dev up --port postgres=15432", cause: null, evidence: [], docs: "docs/errors.md#port-busy" },
  });
});

test("in JSON mode narration is NDJSON on stderr", () => {
  const { output, written } = collect({ mode: "json" });
  output.narrate("kafka ready", { type: "phase", service: "kafka", phase: "ready" });
  output.narrate("only for people");
  expect(written.stderr).toBe('{"type":"phase","service":"kafka","phase":"ready"}\n');
});

test("hints can be pasted, however the program was called", () => {
  const { output, written } = collect({ invokedAs: "./neotool" });
  output.finish({ data: {}, text: "Next: neotool dev logs; see ~/.cache/neotool/logs" }, error);
  expect(written.stdout).toBe("Next: ./neotool dev logs; see ~/.cache/neotool/logs\n");
  expect(written.stderr).toContain("./neotool dev up --port postgres=15432");
});

test("while a screen is drawn nothing is written beside it; what was said is told to the screen, and written afterwards", () => {
  const { output, written } = collect();
  const told: string[] = [];
  const release = output.hold((text) => told.push(text));
  output.narrate("Interrupted.");
  output.warn("the port moved, s3cr3t-t0ken");
  expect(written.stderr).toBe("");
  expect(told).toEqual(["Interrupted.", "warning: the port moved, ‹redacted›"]);
  release();
  expect(written.stderr).toBe("Interrupted.\nwarning: the port moved, ‹redacted›\n");
  output.narrate("And on.");
  expect(written.stderr).toBe("Interrupted.\nwarning: the port moved, ‹redacted›\nAnd on.\n");
  release();
  expect(written.stdout).toBe("");
});

/** A reader that takes a line when a test says so. */
const slowReader = () => {
  let text = "";
  let take = () => {};
  return { sink: { write: (more: string) => ((text += more), false), once: (_event: "drain", listener: () => void) => (take = listener) }, written: () => text, take: () => take() };
};

test("many lines are written at once, without their secrets, and wait for the reader", async () => {
  const reader = slowReader();
  const { output } = collect({ stdout: reader.sink });
  let isDone = false;
  const writing = output.lines(["one", "token s3cr3t-t0ken"], new AbortController().signal).then(() => (isDone = true));
  expect(reader.written()).toBe("one\ntoken ‹redacted›\n");
  await Promise.resolve();
  expect(isDone).toBe(false);
  reader.take();
  await writing;
});

test("a reader that takes nothing more does not outlast Ctrl+C", async () => {
  const stop = new AbortController();
  const writing = collect({ stdout: slowReader().sink }).output.lines(["one"], stop.signal);
  stop.abort(new Error("Ctrl+C"));
  await expect(writing).rejects.toThrow("Ctrl+C");
});

test("no lines are nothing written", async () => {
  const { output, written } = collect();
  await output.lines([], new AbortController().signal);
  expect(written.stdout).toBe("");
});
