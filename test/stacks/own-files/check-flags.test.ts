import { expect, test } from "vitest";
import { readFlags } from "../../../dev/stacks/own-files/check-flags.ts";
import { openProject } from "../../../dev/wiring/project.ts";
import { failureOf } from "../../support/failure.ts";
import { makeWorkingCopy } from "../../support/working-copy.ts";

const shown = (text: string) => readFlags(text).problems.map(({ at, text: words }) => `${at.line}:${at.column} ${words}`);

test("a flag needs its name and nothing else: it is off, and for all when it is on", () => {
  expect(readFlags("checkout.new:\n").flags).toEqual([{ name: "checkout.new", description: "", type: "release", enabled: false, rollout: 100, variants: {}, strategies: [] }]);
});

test("a file of JSON is read as well, and an empty one has no flags", () => {
  expect(readFlags('{ "a": { "enabled": true, "rollout": 50 } }').flags).toMatchObject([{ name: "a", enabled: true, rollout: 50 }]);
  expect(readFlags("# none yet\n")).toEqual({ flags: [], problems: [] });
});

test("everything that is wrong is told at once, each with its place", () => {
  const problems = shown(["new checkout: { enabled: true }", "a: { enabled: yes, rollout: 150 }", "b: { type: beta }", "c: { variants: { blue: 50, green: 40 } }", "d: { enable: true }"].join("\n"));
  expect(problems).toEqual([
    expect.stringMatching(/^1:\d+ new checkout: .*letters, digits/),
    expect.stringMatching(/^2:\d+ a\.enabled: /),
    expect.stringMatching(/^2:\d+ a\.rollout: 0 to 100$/),
    expect.stringMatching(/^3:\d+ b\.type: .*"kill-switch"/),
    expect.stringMatching(/^4:\d+ c\.variants: the shares must be 100 together$/),
    expect.stringMatching(/^5:\d+ d: .*"enable"/),
  ]);
});

test("what is no YAML is shown where it is, and a name that stands there twice", () => {
  expect(shown("a: [")).toEqual([expect.stringMatching(/^1:\d+ /)]);
  expect(shown("a: { enabled: true }\na: { enabled: false }")).toEqual([expect.stringMatching(/^2:1 .*unique/)]);
});

test("a file with a mistake keeps up from beginning, and is named with its line", async () => {
  await using copy = await makeWorkingCopy("shop", { "neotool.config.ts": 'export default { featureFlags: { file: "ops/flags.yml" } };', "ops/flags.yml": "a: { enabled: 3 }" });
  const failure = await failureOf(openProject({ cwd: copy.path }));
  expect(failure).toMatchObject({ code: "CONFIG_INVALID", message: "The project's feature flags have a problem", hint: expect.stringContaining("docs/feature-flags.md") });
  expect(failure.evidence).toEqual([expect.stringMatching(/ops\/flags\.yml:1:\d+ a\.enabled: /)]);
});
