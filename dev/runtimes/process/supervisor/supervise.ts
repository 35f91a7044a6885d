import { existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { dirname } from "node:path";
import { messageOf } from "../../../errors/message-of.ts";
import type { Clock } from "../../../platform/clock.ts";
import { ownUserId } from "../../../platform/own-user.ts";
import { ownIdentity, type ProcessIdentity } from "../../../platform/process-identity.ts";
import { logFiles } from "../log-files.ts";
import type { ProcessPaths } from "../paths.ts";
import { createApp, type App } from "./app.ts";
import { pushToLoki } from "./shipping/push.ts";
import { shipLogs } from "./shipping/ship-logs.ts";
import type { AppSpec, SupervisorAnswer, SupervisorRequest, SupervisorState } from "./spec.ts";

/** How often it looks whether its folder is still there: who removes it ends everything. */
const LOOK_EVERY_MS = 5_000;
/** A supervisor with nothing to run ends after this time: the next command is often another start. */
const LEAVES_AFTER_MS = 1_000;

interface Entry {
  readonly app: App;
  spec: AppSpec;
  /** Its acts, one after the other. */
  turn: Promise<unknown>;
}

/** Writes all or nothing. Not synced to the disk: a machine that loses power has none of these processes either. */
const writeState = (path: string, state: SupervisorState): void => {
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  renameSync(temporary, path);
};

/** In a folder that all users share, somebody else may have made it first, to read what comes over the socket. */
const demandOwn = (folder: string): void => {
  const { uid, mode } = statSync(folder);
  if (uid !== ownUserId() || (mode & 0o022) !== 0) throw new Error(`${folder} is not this user's alone`);
};

/** Runs the programs of one instance until there are none. */
export const supervise = async (paths: ProcessPaths, instance: string, clock: Clock): Promise<void> => {
  const entries = new Map<string, Entry>();
  const self: ProcessIdentity = await ownIdentity();
  let isOver = false;
  let leaving: NodeJS.Timeout | undefined;
  let isWritten = true;
  const say = (text: string): void => console.error(`${clock.date().toISOString()} ${text}`);
  const shipper = shipLogs({ instance, logs: paths.logs, file: paths.shipped, clock, push: pushToLoki, say });

  const write = (): void => {
    isWritten = true;
    if (isOver || !existsSync(paths.folder)) return;
    try {
      writeState(paths.state, { schemaVersion: 1, supervisor: self, socket: paths.socket, apps: [...entries.values()].map(({ app }) => app.state()) });
    } catch {
      // a full disk: what runs goes on, and the next change tries again
    }
  };
  const changed = (): void => {
    if (!isWritten) return;
    isWritten = false;
    setImmediate(() => {
      if (!isWritten) write(); // an answer may have written it meanwhile
    });
  };
  const inTurn = <T>(entry: Entry, act: () => Promise<T>): Promise<T> => {
    const done = entry.turn.then(act);
    entry.turn = done.catch(() => {});
    return done;
  };
  const leaveWhenIdle = (): void => {
    clearTimeout(leaving);
    if (entries.size === 0) leaving = setTimeout(() => void end(), LEAVES_AFTER_MS);
  };
  const entryOf = (spec: AppSpec): Entry => {
    const there = entries.get(spec.name);
    if (there) return there;
    let isDue = false;
    const restart = (why: string): void => {
      if (isDue) return; // one start answers for all changes before it
      isDue = true;
      const begin = (): Promise<void> => {
        isDue = false;
        return app.start(entry.spec, why);
      };
      inTurn(entry, begin).catch(() => {}); // how it went is in its state
    };
    const app = createApp(spec, { clock, logs: paths.logs, changed, wrote: () => shipper.wrote(spec.name) }, restart);
    const entry: Entry = { app, spec, turn: Promise.resolve() };
    entries.set(spec.name, entry);
    return entry;
  };
  const act = async (request: SupervisorRequest): Promise<void> => {
    if (isOver) throw new Error("it is leaving");
    clearTimeout(leaving);
    if (request.kind === "ship") return shipper.to(request.to ?? undefined);
    if (request.kind === "start") {
      const entry = entryOf(request.spec);
      await inTurn(entry, async () => {
        entry.spec = request.spec;
        await entry.app.start(request.spec);
      });
      return;
    }
    const entry = entries.get(request.name);
    if (!entry) return;
    if (request.kind === "stop") return inTurn(entry, () => entry.app.stop(request.grace));
    await inTurn(entry, () => entry.app.dispose());
    await shipper.settle();
    shipper.forget(request.name);
    entries.delete(request.name);
    for (const file of logFiles(paths.logs, request.name)) rmSync(file, { force: true });
  };
  const answer = async (line: string): Promise<SupervisorAnswer> => {
    try {
      const request: SupervisorRequest = JSON.parse(line);
      await act(request);
      write(); // whoever is answered reads what is now so
      return { ok: true };
    } catch (error) {
      return { ok: false, message: messageOf(error) };
    } finally {
      leaveWhenIdle();
    }
  };
  const serve = (socket: Socket): void => {
    let text = "";
    socket.setEncoding("utf8");
    socket.on("error", () => {}); // whoever asked has gone
    socket.on("data", (chunk: string) => {
      text += chunk;
      const end = text.indexOf("\n");
      if (end === -1) return;
      const line = text.slice(0, end);
      text = "";
      void answer(line).then((reply) => socket.end(`${JSON.stringify(reply)}\n`));
    });
  };

  mkdirSync(paths.logs, { recursive: true, mode: 0o700 });
  const server: Server = createServer(serve);
  const end = async (): Promise<void> => {
    if (isOver) return;
    await Promise.all([...entries.values()].map((entry) => inTurn(entry, () => entry.app.dispose())));
    await shipper.settle();
    // In one step, so that nobody finds half of it, and another supervisor that takes this one's place is not disturbed.
    shipper.close();
    if (entries.size === 0) for (const file of [paths.state, paths.shipped]) rmSync(file, { force: true });
    else write();
    isOver = true;
    clearInterval(looking);
    server.close(); // takes its socket with it
  };
  const looking = setInterval(() => {
    if (!existsSync(paths.folder)) void end();
  }, LOOK_EVERY_MS);
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void end());

  rmSync(paths.socket, { force: true }); // of one that was killed
  mkdirSync(dirname(paths.socket), { recursive: true, mode: 0o700 });
  demandOwn(dirname(paths.socket));
  const before = process.umask(0o177);
  await new Promise<void>((resolve, reject) => {
    server.on("error", reject);
    server.listen(paths.socket, resolve);
  });
  process.umask(before);
  write();
  leaveWhenIdle();
};
