/** An image reference taken apart as the docker CLI does. */
export interface ImageReference {
  /** Host, with a port where it has one; `docker.io` when none is written. */
  readonly registry: string;
  readonly repository: string;
  /** A tag, or `sha256:…`. */
  readonly version: string;
}

/** Docker Hub's own names for itself; images are listed under the first. */
const HUB: readonly string[] = ["docker.io", "index.docker.io", "registry-1.docker.io"];

const isRegistry = (part: string): boolean => part.includes(".") || part.includes(":") || part === "localhost";

/** @example parseReference("postgres:18.1") // { registry: "docker.io", repository: "library/postgres", version: "18.1" } */
export const parseReference = (reference: string): ImageReference => {
  const [name = "", digest] = reference.split("@");
  const slash = name.indexOf("/");
  const first = slash < 0 ? "" : name.slice(0, slash);
  const registry = isRegistry(first) && !HUB.includes(first) ? first : "docker.io";
  const path = isRegistry(first) ? name.slice(slash + 1) : name;
  const colon = path.lastIndexOf(":");
  const repository = colon < 0 ? path : path.slice(0, colon);
  const tag = colon < 0 ? "latest" : path.slice(colon + 1);
  return {
    registry,
    repository: registry === "docker.io" && !repository.includes("/") ? `library/${repository}` : repository,
    version: digest ?? tag,
  };
};
