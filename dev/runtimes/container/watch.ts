import { engineStream } from "../../docker/http.ts";
import { streamLines } from "../../docker/stream-lines.ts";
import { DevError } from "../../errors/dev-error.ts";
import type { RuntimeChange } from "../../engine/runtime.ts";
import type { Instance } from "../../model/instance.ts";
import { LABEL } from "../../model/labels.ts";

/** The engine's words. `exec_*` and `health_status` are left out: probes and tools would be news all day. */
const KINDS: Readonly<Record<string, RuntimeChange["kind"]>> = {
  create: "created",
  start: "started",
  die: "ended",
  oom: "out-of-memory",
  pause: "paused",
  unpause: "resumed",
  destroy: "removed",
};

interface EngineMessage {
  readonly Action?: string;
  readonly Actor?: { readonly Attributes?: Readonly<Record<string, string>> };
}

/** `undefined` for what is none of ours to tell: something between us and the engine may say things of its own. */
export const changeFrom = (line: string): RuntimeChange | undefined => {
  const message = parse(line);
  const kind = KINDS[message?.Action ?? ""];
  const service = message?.Actor?.Attributes?.[LABEL.service];
  return kind === undefined || service === undefined ? undefined : { service, kind };
};

const parse = (line: string): EngineMessage | undefined => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};

/** The engine's events about the containers of one instance. */
export async function* watchContainers(socket: string, { id }: Instance, signal: AbortSignal): AsyncIterable<RuntimeChange> {
  const filters = JSON.stringify({ type: ["container"], label: [`${LABEL.instance}=${id}`], event: Object.keys(KINDS) });
  try {
    for await (const line of streamLines(await engineStream(socket, `/events?filters=${encodeURIComponent(filters)}`, signal))) {
      const change = changeFrom(line);
      if (change) yield change;
    }
  } catch (cause) {
    if (signal.aborted) return; // asked to end
    throw cause instanceof DevError ? cause : gone(cause);
  }
  if (!signal.aborted) throw gone(undefined);
}

const gone = (cause: unknown): DevError =>
  new DevError("ENGINE_FAILED", "The engine stopped telling what happens to its containers", {
    hint: "It was stopped or restarted: neotool dev doctor looks at it.",
    cause,
  });
