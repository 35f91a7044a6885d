import { join } from "node:path";
import { expect, test } from "vitest";
import { judge } from "../../dev/parity/judge.ts";
import { AXES } from "../../dev/parity/finding.ts";
import { table } from "../../dev/cli/table.ts";
import { findingsBetween, localSide, shown, TODAY } from "../support/parity.ts";
import { filesOf, productionOf } from "../support/production.ts";
import { MUTATIONS, type Mutation } from "./mutations.ts";

const FILES = filesOf(join(import.meta.dirname, "production"));
const local = localSide();

/** By what a user sees of it: a difference with other values is another one. */
const judgedOf = (files: Readonly<Record<string, string>>): ReadonlyMap<string, { readonly line: string; readonly id: string }> =>
  new Map(judge(findingsBetween(local, productionOf(files)), local.meant, [], TODAY).map(({ finding, verdict }) => [shown(finding), { line: `${verdict.is} ${finding.severity} ${finding.id}`, id: finding.id }]));

const before = judgedOf(FILES);

interface Outcome {
  readonly mutation: Mutation;
  readonly missed: readonly string[];
  readonly falseAlarms: readonly string[];
}

const outcomeOf = (mutation: Mutation): Outcome => {
  const { file, from, to, appears, everywhere = false, ends = [] } = mutation;
  const text = FILES[file] ?? "";
  if (!everywhere && text.split(from).length !== 2) throw new Error(`${mutation.axis}: "${from}" stands ${text.split(from).length - 1} times in ${file}, and must stand once`);
  const after = judgedOf({ ...FILES, [file]: text.replaceAll(from, () => to) });
  const came = [...after].filter(([key]) => !before.has(key)).map(([, { line }]) => line);
  const went = [...before].filter(([key]) => !after.has(key)).map(([, { id }]) => id);
  // A difference that is the same but for a value came and went.
  const gone = went.filter((id) => !came.some((line) => line.endsWith(` ${id}`)) || ends.includes(id));
  return {
    mutation,
    missed: [...appears.filter((line) => !came.includes(line)), ...ends.filter((id) => !gone.includes(id)).map((id) => `end of ${id}`)],
    falseAlarms: [...came.filter((line) => !appears.includes(line)), ...gone.filter((id) => !ends.includes(id)).map((id) => `end of ${id}`)],
  };
};

const outcomes = MUTATIONS.map(outcomeOf);

test("every change of production is seen, and brings nothing else with it", () => {
  const rows = outcomes.map(({ mutation, missed, falseAlarms }) => [mutation.axis, mutation.file, missed.length === 0 ? "caught" : `MISSED ${missed.join(", ")}`, falseAlarms.length === 0 ? "" : `FALSE ALARM ${falseAlarms.join(", ")}`]);
  const sum = [`${outcomes.length} mutations`, "", `${outcomes.filter(({ missed }) => missed.length === 0).length} caught`, `${outcomes.filter(({ falseAlarms }) => falseAlarms.length > 0).length} with false alarms`];
  if (process.env.NEOTOOL_SHOW_MUTATIONS === "1") console.log(table([["CHANGE", "IN", "", ""], ...rows, sum]));
  expect(rows.filter(([, , caught, alarms]) => caught !== "caught" || alarms !== "")).toEqual([]);
});

test("every axis is changed by a mutation, but for those that have tests of their own", () => {
  const changed = new Set(MUTATIONS.flatMap(({ appears, ends = [] }) => [...appears.map((line) => line.split(" ")[2] ?? ""), ...ends]).map((id) => id.split("/")[1]));
  expect(AXES.filter((axis) => !changed.has(axis))).toEqual(["tests", "unknown", "waiver"]);
});
