import type Dockerode from "dockerode";
import { openClient, statusOf } from "../../docker/client.ts";
import type { Engine } from "../../docker/connect.ts";
import { engineGet } from "../../docker/http.ts";
import type { Exit, Runtime } from "../../engine/runtime.ts";
import { DevError, rootMessage } from "../../errors/dev-error.ts";
import { containerName, type Instance } from "../../model/instance.ts";
import { apply } from "./apply.ts";
import { onlyFileOf } from "./archive.ts";
import { execAttached, execCaptured } from "./exec.ts";
import { logLines } from "./logs.ts";
import { observe } from "./observe.ts";
import { watchContainers } from "./watch.ts";

/** The client is loaded at the first act, and not by looking. */
const lazily = <T>(load: () => Promise<T>): (() => Promise<T>) => {
  let loading: Promise<T> | undefined;
  return () => (loading ??= load());
};

/** Wraps once what the engine answers, with what was asked of it. Our own errors and cancellations pass. */
const explained = async <T>(what: string, signal: AbortSignal, act: () => Promise<T>): Promise<T> => {
  try {
    return await act();
  } catch (cause) {
    if (signal.aborted) throw signal.reason;
    if (cause instanceof DevError) throw cause;
    throw new DevError("ENGINE_FAILED", `The engine could not ${what}: ${rootMessage(cause)}`, {
      hint: "neotool dev doctor looks at the engine; its own log says more (journalctl -u docker).",
      cause,
    });
  }
};

/** The services of an instance as containers of one engine. */
export const containerRuntime = (engine: Engine, instance: Instance): Runtime => {
  const client = lazily(() => openClient(engine));
  const withClient = <T>(what: string, signal: AbortSignal, act: (docker: Dockerode) => Promise<T>): Promise<T> =>
    explained(what, signal, async () => act(await client()));
  const nameOf = (service: string) => containerName(instance, service);
  return {
    id: "container",
    observe: (signal) => explained("list what this instance has", signal, () => observe(engine.socket, instance)),
    apply: (operation, signal) => {
      const about = "service" in operation ? operation.service : "desired" in operation ? operation.desired.name : "volume" in operation ? operation.volume : "";
      return withClient(`${operation.kind} ${about}`.trim(), signal, (docker) => apply(docker, instance, operation, signal));
    },
    exited: (service, signal) =>
      withClient(`wait for ${service}`, signal, async (docker): Promise<Exit> => {
        await docker.getContainer(nameOf(service)).wait({ condition: "not-running", abortSignal: signal });
        const { State } = await engineGet<{ State: { ExitCode: number; OOMKilled: boolean } }>(engine.socket, `/containers/${nameOf(service)}/json`);
        return { exitCode: State.ExitCode, outOfMemory: State.OOMKilled };
      }),
    watch: (signal) => watchContainers(engine.socket, instance, signal),
    logs: (service, options, signal) => logLines(engine.socket, nameOf(service), service, options, signal),
    exec: (service, request, signal) =>
      withClient(`run ${request.command[0]} in ${service}`, signal, (docker) => execCaptured(docker, nameOf(service), request, signal)),
    attach: (service, request, terminal, signal) =>
      withClient(`run ${request.command[0]} in ${service}`, signal, (docker) => execAttached(docker, nameOf(service), request, terminal, signal)),
    readFile: (service, path, signal) =>
      withClient(`read ${path} of ${service}`, signal, async (docker) => {
        try {
          return await onlyFileOf(await docker.getContainer(nameOf(service)).getArchive({ path, abortSignal: signal }));
        } catch (error) {
          if (statusOf(error) === 404) return undefined;
          throw error;
        }
      }),
  };
};
