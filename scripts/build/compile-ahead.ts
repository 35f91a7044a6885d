import { createServer } from "node:http";
import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { PROGRAMS } from "../../dev/cli/quick.ts";
import { compiledFile, runScript, scriptOf } from "../../dev/cli/load-program.ts";
import { instanceOf } from "../../dev/model/instance.ts";
import { LABEL } from "../../dev/model/labels.ts";

/**
 * Runs a program's commands against an engine of its own that has one container, in an empty folder, and writes beside it what
 * V8 has compiled for that. In a process of its own: it takes the place of the program. Argument: the program.
 */
const program = resolve(process.argv[2] ?? "");

const folder = await realpath(await mkdtemp(join(tmpdir(), "neotool-build-")));
const LABELS = { [LABEL.instance]: instanceOf(folder).id, [LABEL.workingCopy]: folder, [LABEL.service]: "vault", [LABEL.hash]: "none" };
const LISTED = { Id: "one", Names: ["/one"], Image: "one", ImageID: "one", State: "running", Status: "Up", Created: 0, Labels: LABELS, Ports: [{ IP: "127.0.0.1", PrivatePort: 8200, PublicPort: 8200, Type: "tcp" }] };
const INSPECTED = {
  Id: "one",
  Name: "/one",
  Image: "one",
  Config: { Image: "one", Labels: LABELS },
  State: { Status: "running", StartedAt: "2026-01-01T00:00:00Z", ExitCode: 0, OOMKilled: false },
  HostConfig: { PortBindings: { "8200/tcp": [{ HostIp: "127.0.0.1", HostPort: "8200" }] } },
};

const answerTo = (path: string): unknown =>
  path.startsWith("/containers/json") ? [LISTED] : path.endsWith("/json") ? INSPECTED : path.startsWith("/volumes") ? { Volumes: [] } : path.includes("/stats") ? { memory_stats: {} } : path === "/_ping" ? "OK" : [];

const engine = createServer(({ url = "" }, response) => {
  response.setHeader("Api-Version", "1.41").setHeader("Server", "Docker/20.10.0 (linux)").end(JSON.stringify(answerTo(url)));
}).unref();
const socket = join(folder, "engine.sock");
await new Promise<void>((resolve) => engine.listen(socket, resolve));

Object.assign(process.env, { DOCKER_HOST: `unix://${socket}`, HOME: folder, XDG_CACHE_HOME: join(folder, "cache") });
process.chdir(folder);
process.stdout.write = () => true;
process.stderr.write = () => true;

const script = scriptOf(program);

/** What each program is run with. A real `up` would need an engine; what it does before it acts, it does here too. */
const RUNS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  "quick.cjs": [...PROGRAMS.quick.map((name) => ["dev", name]), ["dev", "status", "--json"]],
  "complete.cjs": [["dev", "complete", "--", "dev", "up", "--"], ["dev", "complete", "--", "dev", "up", "--only", ""]],
  "neotool.cjs": [["dev", "up", "--dry-run", "--profile", "core"], ["dev", "up", "--dry-run", "--json"]],
};
const left = [...(RUNS[basename(program)] ?? [])];

/** A command has ended when nothing is to be waited for any more. */
process.on("beforeExit", () => {
  const argv = left.shift();
  if (argv) {
    process.argv = [process.execPath, program, ...argv];
    return runScript(script, program);
  }
  process.removeAllListeners("beforeExit");
  process.exitCode = 0;
  engine.close();
  void writeFile(compiledFile(program), script.createCachedData()).then(() => rm(folder, { recursive: true, force: true }));
});
