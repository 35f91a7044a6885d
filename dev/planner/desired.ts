import type { ContainerService, MountedFile, ProcessService, TaskService, VolumeMount } from "../model/service.ts";
import type { Fields } from "./fields.ts";

/** A file with its text, secrets included: never printed. */
export interface ResolvedFile extends Omit<MountedFile<string>, "content"> {
  readonly content: string;
}

export interface ResolvedTemplate extends VolumeMount {
  readonly madeFrom: readonly string[];
}

/** How JWT keys get into a service without us, where a runtime starts its containers again by itself. */
export interface JwtInit {
  /** POSIX shell for the service's own image. Its arguments: Vault's address, the folder with the keys, `mount`, `path`. */
  readonly script: string;
  readonly endpoint: string;
  readonly mount: string;
  readonly path: string;
}

export interface DesiredContainer {
  readonly kind: "container";
  readonly name: string;
  readonly service: Omit<ContainerService<string>, "files" | "templates" | "healthCheck"> & {
    readonly files: readonly ResolvedFile[];
    readonly templates?: readonly ResolvedTemplate[];
    readonly healthCheck?: { readonly command: readonly string[]; readonly files: readonly ResolvedFile[] };
    /** No definition has it: what adapts definitions to such a runtime does. @default nobody writes keys there */
    readonly jwtInit?: JwtInit;
  };
  /** What in it holds a secret: names of environment variables, and paths of files, the health check's among them. */
  readonly secrets: { readonly env: readonly string[]; readonly files: readonly string[] };
  /** Changes when the definition, a mounted file, a port or a secret does. */
  readonly hash: string;
  /** What the hash is made of, field by field, without secrets. */
  readonly fields: Fields;
  /** Host port by endpoint. */
  readonly ports: Readonly<Record<string, number>>;
}

export interface DesiredTask {
  readonly kind: "task";
  readonly name: string;
  readonly service: TaskService<string>;
  readonly hash: string;
}

export interface DesiredProcess {
  readonly kind: "process";
  readonly name: string;
  readonly service: ProcessService<string>;
  /** Changes when the definition does, or a port of what it depends on. */
  readonly hash: string;
  /** What the hash is made of, field by field. */
  readonly fields: Fields;
  /** Port by endpoint. */
  readonly ports: Readonly<Record<string, number>>;
}

export type DesiredService = DesiredContainer | DesiredTask | DesiredProcess;

/** What should be, by service name, each after what it depends on. Holds secrets. */
export type Desired = ReadonlyMap<string, DesiredService>;
