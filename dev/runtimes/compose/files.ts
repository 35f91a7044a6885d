import type { ResolvedFile } from "../../planner/desired.ts";
import type { ComposeDocument, ComposeService, FileMount } from "./document.ts";
import { onlyVariableIn } from "./holes.ts";

/** The files of one service: how it mounts them, and what the document says of each. */
interface Files {
  readonly mounts: Pick<ComposeService, "secrets" | "configs">;
  readonly secrets: ComposeDocument["secrets"];
  readonly configs: ComposeDocument["configs"];
}

/** By its variable, so that two services that read one secret share it, and two secrets never share a name. */
const secretName = (variable: string): string => variable.replace(/^NEOTOOL_(SECRET_)?/, "").toLowerCase();

const baseName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

const mount = (source: string, { path, owner, mode }: ResolvedFile): FileMount => ({ source, target: path, uid: String(owner.uid), gid: String(owner.gid), mode });

/**
 * A file that is one secret becomes a `secret`, everything else a `config`, whose text may have secrets in it. Both are
 * copied into the container, not mounted: so they have the owner and mode that the service needs, on any engine.
 */
export const filesOf = (service: string, files: readonly ResolvedFile[]): Files => {
  const entries = files.map((file) => {
    const environment = onlyVariableIn(file.content);
    return { file, environment, source: environment === undefined ? `${service}-${baseName(file.path)}` : secretName(environment) };
  });
  const secrets = entries.flatMap(({ environment, ...entry }) => (environment === undefined ? [] : [{ ...entry, environment }]));
  const configs = entries.filter(({ environment }) => environment === undefined);
  return {
    mounts: {
      ...(secrets.length > 0 && { secrets: secrets.map(({ source, file }) => mount(source, file)) }),
      ...(configs.length > 0 && { configs: configs.map(({ source, file }) => mount(source, file)) }),
    },
    secrets: Object.fromEntries(secrets.map(({ source, environment }) => [source, { environment }])),
    configs: Object.fromEntries(configs.map(({ source, file }) => [source, { content: file.content }])),
  };
};
