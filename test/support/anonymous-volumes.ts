import { LABEL } from "../../dev/model/labels.ts";
import { engineStream } from "../../dev/docker/http.ts";
import { streamLines } from "../../dev/docker/stream-lines.ts";
import { docker, testEngine } from "./engine.ts";

/** Volumes that an instance's containers got because their images declare some that nobody mounted: nothing tells whose they are, so nobody removes them later. */
export interface AnonymousVolumes extends AsyncDisposable {
  /** Those that are still there, with who got them. Containers that are there have theirs rightly. */
  left(): Promise<readonly string[]>;
}

interface EngineMessage {
  readonly Type: string;
  readonly Action: string;
  readonly Actor: { readonly ID: string; readonly Attributes: Readonly<Record<string, string>> };
}

const NAMELESS = /^[0-9a-f]{64}$/;
const EVENTS = { type: ["container", "volume"], event: ["create", "mount"] };

/** Looks at the containers of an instance, and listens from now on to what the engine mounts into new ones. */
export const watchAnonymousVolumes = async (id: string): Promise<AnonymousVolumes> => {
  const over = new AbortController();
  const { socket } = await testEngine();
  const events = await engineStream(socket, `/events?filters=${encodeURIComponent(JSON.stringify(EVENTS))}`, over.signal);
  /** Container → what it is. */
  const ours = new Map<string, string>();
  const volumes = new Map<string, { readonly container: string; readonly path: string }>();
  const take = ({ Type, Action, Actor: { ID, Attributes } }: EngineMessage) => {
    const { container = "", destination = "" } = Attributes;
    if (Type === "container" && Action === "create" && Attributes[LABEL.instance] === id) ours.set(ID, Attributes[LABEL.service] ?? Attributes.name ?? ID);
    if (Type === "volume" && Action === "mount" && ours.has(container) && NAMELESS.test(ID)) volumes.set(ID, { container, path: destination });
  };
  const client = await docker();
  for (const { Id, Names, Mounts } of await client.listContainers({ all: true, filters: { label: [`${LABEL.instance}=${id}`] } })) {
    ours.set(Id, Names[0]?.slice(1) ?? Id);
    for (const { Name = "", Destination } of Mounts) if (NAMELESS.test(Name)) volumes.set(Name, { container: Id, path: Destination });
  }
  const listening = (async () => {
    for await (const line of streamLines(events)) take(JSON.parse(line));
  })().catch(() => {}); // it was asked to end, or the engine went away and tells nothing more
  return {
    left: async () => {
      const [{ Volumes }, containers] = await Promise.all([client.listVolumes({ filters: { dangling: ["true"] } }), client.listContainers({ all: true })]);
      const there = new Set(containers.map(({ Id }) => Id));
      return Volumes.flatMap(({ Name }) => {
        const made = volumes.get(Name);
        return made && !there.has(made.container) ? [`anonymous volume ${Name} at ${made.path} of ${ours.get(made.container)}`] : [];
      });
    },
    [Symbol.asyncDispose]: async () => {
      over.abort();
      await listening;
    },
  };
};
