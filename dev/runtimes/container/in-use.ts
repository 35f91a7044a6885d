import type Dockerode from "dockerode";
import { statusOf } from "../../docker/answered-status.ts";
import { DevError } from "../../errors/dev-error.ts";

/** What stays where a container uses it: the engine names no container for a network, and only an id for a volume. */
interface Kept {
  readonly kind: "network" | "volume";
  readonly name: string;
}

/** Does what the engine refuses while something is in use. @throws {DevError} `IN_USE` with who uses it, on one of these answers of the engine. */
export const unlessInUse = async (docker: Dockerode, kept: Kept, refusals: readonly number[], act: () => Promise<void>): Promise<void> => {
  try {
    await act();
  } catch (cause) {
    const status = statusOf(cause);
    if (status === undefined || !refusals.includes(status)) throw cause;
    throw inUse(kept, await usersOf(docker, kept), cause);
  }
};

const usersOf = async (docker: Dockerode, { kind, name }: Kept): Promise<readonly string[]> => {
  const found = await docker.listContainers({ all: true, filters: { [kind]: [name] } });
  return found.map(({ Names, Id }) => Names[0]?.slice(1) ?? Id.slice(0, 12)).sort();
};

const inUse = ({ kind, name }: Kept, users: readonly string[], cause: unknown): DevError => {
  const by = users.length === 0 ? "" : ` by ${users.length === 1 ? "the container" : "the containers"} ${users.join(", ")}`;
  const remove = users.length === 0 ? "" : `, and remove what is not needed: docker rm --force ${users.join(" ")}`;
  return new DevError("IN_USE", `The ${kind} ${name} is in use${by} and could not be removed`, { hint: `Look at it${remove}. Then run the same command again.`, cause });
};
