import { randomBytes } from "node:crypto";
import { createOutput } from "../../../dev/cli/output.ts";
import { showLogs } from "../../../dev/cli/actions/logs.ts";
import { instanceOf } from "../../../dev/model/instance.ts";
import { listenForInterrupt } from "../../../dev/platform/interrupt.ts";
import { realSurroundings } from "../../../dev/wiring/surroundings.ts";
import { writerProject } from "./writers.ts";

/**
 * `neotool dev logs --follow` for writers, which no config can describe: the command itself, in a process of its own,
 * with their project in place of a folder's. Arguments: the working copy, and how many there are.
 */
const [path = "", count = "0"] = process.argv.slice(2);
const surroundings = { ...realSurroundings(), cwd: path };
// As many as an instance has, most of them lines of its private key: looking for them is part of the work.
surroundings.redactor.hide(...Array.from({ length: 70 }, () => randomBytes(48).toString("base64")));
const interrupt = listenForInterrupt(() => {});
const { stdout, stderr } = process;
const output = createOutput({ command: "logs", mode: "text", stdout, stderr, redactor: surroundings.redactor, invokedAs: "neotool" });
const options = { follow: true, tail: undefined, since: undefined, until: undefined, level: undefined, grep: undefined, source: undefined };
await showLogs(writerProject({ path, instance: instanceOf(path) }, Number(count)), { args: [], options }, { surroundings, output, interrupt });
