import { dirname, join } from "node:path";
import { testEngine } from "./engine.ts";
import { k3dParts } from "./k3d-parts.ts";
import { privilegedEngine } from "./privileged-engine.ts";

/** Everything for tests that make a k3d cluster. `await using`: the proxy to the engine ends with it. */
export interface K3dEquipment extends AsyncDisposable {
  readonly k3d: string;
  readonly kubectl: string;
  readonly kubeconform: string;
  /** kubeconform's `-schema-location`. */
  readonly schemas: string;
  readonly nodeImage: string;
  readonly toolsImage: string;
  readonly dockerHost: string;
  /** For k3d, or for a program that finds k3d and kubectl itself. */
  readonly env: { readonly DOCKER_HOST: string; readonly K3D_IMAGE_TOOLS: string; readonly PATH: string };
}

/** Builds first what this machine lacks, which takes about ten minutes, once. */
export const k3dEquipment = async (): Promise<K3dEquipment> => {
  const { proxy, ...parts } = await k3dParts();
  const { dockerHost, [Symbol.asyncDispose]: dispose } = await privilegedEngine(proxy, (await testEngine()).socket);
  const folders = [parts.k3d, parts.kubectl].map(dirname).filter((folder) => folder !== ".");
  return {
    ...parts,
    dockerHost,
    schemas: join(import.meta.dirname, "kubernetes-schemas", "v1.33.5", "{{ .ResourceKind }}{{ .KindSuffix }}.json"),
    env: { DOCKER_HOST: dockerHost, K3D_IMAGE_TOOLS: parts.toolsImage, PATH: [...folders, process.env.PATH ?? ""].join(":") },
    [Symbol.asyncDispose]: dispose,
  };
};
