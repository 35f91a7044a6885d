import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ProcessService } from "../../dev/model/service.ts";
import type { ObservedContainer } from "../../dev/planner/observed.ts";
import { ephemeralPort, isPortFree } from "../../dev/platform/ports.ts";
import { takenPorts } from "../../dev/wiring/app-ports.ts";
import { program, programScene } from "../support/programs.ts";
import { until } from "../support/until.ts";

/** Somebody who listens. */
const listener = async (): Promise<{ readonly port: number } & Disposable> => {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("it has no port");
  return { port: address.port, [Symbol.dispose]: () => void server.close() };
};

const app = (port: number): ProcessService => ({ kind: "process", name: "app", command: "true", cwd: ".", restart: "never", dependsOn: {}, endpoints: { http: { containerPort: port, preferredHostPort: port, scheme: "http" } } });

const observedAt = async (port: number): Promise<ReadonlyMap<string, ObservedContainer>> => {
  await using scene = await programScene();
  await scene.start(program("app", {}, { http: port }));
  return scene.runtime.observe();
};

test("a port that is new in the definition of a running application is looked at; the one that it runs with is its own", async () => {
  using somebody = await listener();
  const taken = async (runsAt: number) => (await takenPorts({ instance: { id: "test-1", workingCopy: "/nowhere" } }, { observe: () => observedAt(runsAt) }, [app(somebody.port)])).map(({ app: name, port, pid }) => ({ name, port, pid }));
  expect(await taken(somebody.port)).toEqual([]);
  expect(await taken(1)).toEqual([{ name: "app", port: somebody.port, pid: process.pid }]);
});

test("what runs in a worktree inside of the working copy is not the project's own, and is never stopped for it", async () => {
  await using scene = await programScene();
  await mkdir(join(scene.folder, "worktrees/other/web"), { recursive: true });
  await mkdir(join(scene.folder, "web"));
  await mkdir(join(scene.folder, ".git"));
  await writeFile(join(scene.folder, "worktrees/other/.git"), "gitdir: elsewhere");
  const isOfProject = async (cwd: string): Promise<boolean | undefined> => {
    const port = await ephemeralPort();
    await scene.start(program("holder", { command: [process.execPath, "-e", `require("net").createServer().listen(${port}, "127.0.0.1")`], cwd }));
    await until("it listens", async () => !(await isPortFree(port)));
    const [taken] = await takenPorts({ instance: { id: "test-1", workingCopy: scene.folder } }, { observe: async () => new Map() }, [app(port)]);
    return taken?.isOfProject;
  };
  expect(await isOfProject("web")).toBe(true);
  expect(await isOfProject("worktrees/other/web")).toBe(false);
});
