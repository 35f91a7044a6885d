import type Dockerode from "dockerode";
import { ifThere, statusOf } from "../../docker/answered-status.ts";
import { openClient } from "../../docker/client.ts";
import type { Engine } from "../../docker/connect.ts";
import { engineGet, engineStart, engineWait } from "../../docker/http.ts";
import type { Exit, Runtime } from "../../engine/runtime.ts";
import { DevError, rootMessage } from "../../errors/dev-error.ts";
import { errnoOf } from "../../platform/files.ts";
import { containerName, type Instance } from "../../model/instance.ts";
import { describe } from "./describe.ts";
import { logBatches, logLines } from "./logs.ts";
import { observe, observeContainers } from "./observe.ts";
import { containerStats } from "./stats.ts";
import { watchContainers } from "./watch.ts";

const NOT_FOUND = 404;

/** The client is loaded at the first act, and not by looking; so is what acts. */
const lazily = <T>(load: () => Promise<T>): (() => Promise<T>) => {
  let loading: Promise<T> | undefined;
  return () => (loading ??= load());
};

/** A bound of ours that ran out is a failure of the engine's, and not a wish of the user's. */
const isTimeout = (reason: unknown): boolean => reason instanceof DOMException && reason.name === "TimeoutError";

/** No answer of the engine's at all: it was stopped or started anew in the middle. */
const LOST: readonly string[] = ["ECONNRESET", "ECONNREFUSED", "ENOENT", "EPIPE"];

/** Wraps once what the engine answers, with what was asked of it. Our own errors and cancellations pass. */
const explained = async <T>(what: string, signal: AbortSignal, act: () => Promise<T>): Promise<T> => {
  try {
    return await act();
  } catch (cause) {
    if (signal.aborted && !isTimeout(signal.reason)) throw signal.reason;
    if (cause instanceof DevError) throw cause;
    if (LOST.includes(errnoOf(cause) ?? "")) {
      throw new DevError("ENGINE_FAILED", `The engine went away while it was asked to ${what}`, {
        hint: "When it runs again, the same command goes on from here. neotool dev doctor looks at the engine.",
        cause,
      });
    }
    throw new DevError("ENGINE_FAILED", `The engine could not ${what}: ${rootMessage(cause)}`, {
      hint: "neotool dev doctor looks at the engine; its own log says more (journalctl -u docker).",
      cause,
    });
  }
};

const isGone = (error: unknown): boolean => statusOf(error) === NOT_FOUND;

const removedMeanwhile = (service: string, cause: unknown): DevError =>
  new DevError("SERVICE_EXITED", `The container of ${service} was removed by somebody else while it was being waited for`, {
    hint: "`neotool dev up` makes it again.",
    cause,
  });

/** The services of an instance as containers of one engine. */
export const containerRuntime = (engine: Engine, instance: Instance): Runtime => {
  const client = lazily(() => openClient(engine));
  const withClient = <T>(what: string, signal: AbortSignal, act: (docker: Dockerode) => Promise<T>): Promise<T> =>
    explained(what, signal, async () => act(await client()));
  const nameOf = (service: string) => containerName(instance, service);
  return {
    id: "container",
    pauses: "service",
    engineContainer: ({ id }) => id,
    observe: (signal) => explained("list what this instance has", signal, () => observe(engine.socket, instance, signal)),
    observeContainers: (signal) => explained("list its containers", signal, () => observeContainers(engine.socket, instance, signal)),
    apply: async (operation, signal) => {
      if (operation.kind === "keep-keys") return; // who starts a container again is `up`, which writes them itself
      // The client takes 30 ms to load, and an `up` of what is there needs nothing else of it.
      if (operation.kind === "start" && (await explained(`start ${operation.service}`, signal, () => engineStart(engine.socket, nameOf(operation.service), signal)))) return;
      const about = "service" in operation ? operation.service : "desired" in operation ? operation.desired.name : "volume" in operation ? operation.volume : "";
      return await withClient(`${operation.kind} ${about}`.trim(), signal, async (docker) => (await import("./apply.ts")).apply({ docker, socket: engine.socket, instance }, operation, signal));
    },
    provisions: async (signal) => {
      const { provisions } = await import("./provisions.ts");
      return explained("describe its containers", signal, () => provisions(engine.socket, instance, signal));
    },
    describe: (service, signal) => describe(engine.socket, nameOf(service), signal),
    exited: (service, signal) =>
      explained(`wait for ${service}`, signal, async (): Promise<Exit> => {
        try {
          await engineWait(engine.socket, nameOf(service), "not-running", signal); // without the client: every `up` waits, also one that changes nothing
          const { State } = await engineGet<{ State: { Status: string; ExitCode: number; OOMKilled: boolean } }>(engine.socket, `/containers/${nameOf(service)}/json`, undefined, signal);
          if (State.Status === "removing" || State.Status === "dead") throw removedMeanwhile(service, undefined); // it was killed for that
          return { exitCode: State.ExitCode, outOfMemory: State.OOMKilled };
        } catch (cause) {
          throw isGone(cause) ? removedMeanwhile(service, cause) : cause;
        }
      }),
    watch: (signal) => watchContainers(engine.socket, instance, signal),
    logs: (service, options, signal) => logLines(engine.socket, nameOf(service), service, options, signal),
    logBatches: (service, options, signal) => logBatches(engine.socket, nameOf(service), service, options, signal),
    stats: (service, signal) => containerStats(engine.socket, nameOf(service), signal),
    exec: (service, request, signal) =>
      withClient(`run ${request.command[0]} in ${service}`, signal, async (docker) => (await import("./exec.ts")).execCaptured(docker, nameOf(service), request, signal)),
    attach: (service, request, terminal, signal) =>
      withClient(`run ${request.command[0]} in ${service}`, signal, async (docker) => (await import("./exec.ts")).execAttached(docker, nameOf(service), request, terminal, signal)),
    readFile: (service, path, signal) =>
      withClient(`read ${path} of ${service}`, signal, async (docker) => {
        const { onlyFileOf } = await import("./archive.ts");
        const archive = await ifThere(docker.getContainer(nameOf(service)).getArchive({ path, abortSignal: signal }));
        return archive && (await onlyFileOf(archive));
      }),
  };
};
