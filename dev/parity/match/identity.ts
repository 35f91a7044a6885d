import { imageParts } from "../normalise/image.ts";
import type { Workload } from "../facts/workload.ts";
import { productNamed, productOf } from "../products/all.ts";

/** How sure one sign makes us. A known image says more than any name. */
const WEIGHT = { image: 4, name: 2, container: 2, label: 1, repository: 1 } as const;

/** A reason to take two for the same. */
export interface Sign {
  readonly weight: number;
  /** To be read after the workload's name. */
  readonly because: string;
}

const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  postgres: ["postgresql", "pg", "db", "database"],
  web: ["frontend", "webapp", "web-app", "next", "nextjs"],
  router: ["apollo-router", "graphql-router", "gateway"],
  minio: ["s3"],
};

const LABELS = ["app.kubernetes.io/name", "app.kubernetes.io/component", "app", "name", "k8s-app"];

/** Without what projects put around a name. @example bareName("neotool-postgres-statefulset") // "postgres" */
export const bareName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/^(neotool|prod|production|prd)-/, "")
    .replace(/-(service|svc|deployment|statefulset|server|cluster|primary|main|api|backend|prod|production|\d+)$/, "");

const isCalled = (service: string, name: string): boolean => [service, ...(OTHER_NAMES[service] ?? [])].some((known) => known === name.toLowerCase() || known === bareName(name));

/** Why a workload of production would be this service; `undefined`: it runs another program, so it is not. */
export const signsOf = (service: Workload, workload: Workload): readonly Sign[] | undefined => {
  const ours = service.image ? (productOf(service.image.value) ?? productNamed(service.name)) : undefined;
  const theirs = workload.image && productOf(workload.image.value);
  if (theirs && theirs.id !== ours?.id) return undefined;
  const [owner = "", container] = workload.name.split("/");
  const label = LABELS.find((key) => isCalled(service.name, workload.labels[key] ?? ""));
  const repository = workload.image ? (imageParts(workload.image.value).repository.split("/").at(-1) ?? "") : "";
  return [
    ...(theirs ? [{ weight: WEIGHT.image, because: `its image ${workload.image?.value} is ${theirs.id}` }] : []),
    ...(isCalled(service.name, owner) ? [{ weight: WEIGHT.name, because: `it is called ${owner}` }] : []),
    ...(container !== undefined && isCalled(service.name, container) ? [{ weight: WEIGHT.container, because: `its container is called ${container}` }] : []),
    ...(label === undefined ? [] : [{ weight: WEIGHT.label, because: `its label ${label} is ${workload.labels[label]}` }]),
    ...(!theirs && repository !== "" && isCalled(service.name, repository) ? [{ weight: WEIGHT.repository, because: `its image is called ${repository}` }] : []),
  ];
};

/** From here on we believe it. */
export const ENOUGH = 2;
