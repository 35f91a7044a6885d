import type { Instance } from "../../../model/instance.ts";
import type { DesiredContainer, JwtInit } from "../../../planner/desired.ts";
import { metadataOf } from "./metadata.ts";
import type { Mount, PodParts } from "./pod-parts.ts";

/** Also the name of the account, of the policy's peer and of the script's ConfigMap. */
export const jwtInitNameOf = (service: string): string => `${service}-jwt-init`;

/** The Secret with the pairs, and with the token that lets them be written. */
export const keysSecretOf = (service: string): string => `${service}-jwt-keys`;

const SCRIPT = "jwt-init.sh";
const SCRIPT_FOLDER = "/etc/neotool/jwt-init";
const KEYS_FOLDER = "/run/neotool/jwt-keys";
/** What the script says in a pod of the service, where nobody reads along. */
const HOOK_LOG = "/tmp/jwt-init.log";

export const JWT_INIT_MOUNTS: readonly Mount[] = [
  { name: "jwt-init", mountPath: SCRIPT_FOLDER, readOnly: true },
  // The whole folder: of a file that is mounted by itself the kubelet never shows another version.
  { name: "jwt-keys", mountPath: KEYS_FOLDER, readOnly: true },
];

/** Readable by the group that a pod which is not root has. */
const MODE = 0o440;

/** @param keys `optional`: a pod does without them until they are there; `needed`: it does not begin before. */
export const jwtInitVolumes = (service: string, keys: "optional" | "needed") => [
  { name: "jwt-init", configMap: { name: jwtInitNameOf(service), defaultMode: 0o444 } },
  { name: "jwt-keys", secret: { secretName: keysSecretOf(service), defaultMode: MODE, ...(keys === "optional" && { optional: true }) } },
];

/** The script with its arguments. @param host Of the service, as its caller sees it. */
export const jwtInitCommand = ({ service }: DesiredContainer, { endpoint, mount, path }: JwtInit, host: string): readonly string[] =>
  ["sh", `${SCRIPT_FOLDER}/${SCRIPT}`, `http://${host}:${service.endpoints[endpoint]?.containerPort}`, KEYS_FOLDER, mount, path];

/**
 * What the kubelet runs beside the service after every start of its container. In the background, and so never failed: the
 * kubelet shows a container as running only when its hook has ended, and ends the container when the hook fails. The pair
 * may still be in the making, and a pod that is ended for it would lose everything else that Vault holds.
 */
export const jwtInitHook = (desired: DesiredContainer) => {
  const { jwtInit } = desired.service;
  if (!jwtInit) return {};
  const command = ["sh", "-c", `"$@" </dev/null >${HOOK_LOG} 2>&1 &`, "sh", ...jwtInitCommand(desired, jwtInit, "127.0.0.1")];
  return { lifecycle: { postStart: { exec: { command } } } };
};

/** What the service's pod has for its hook. The keys come later, by {@link renderJwtKeys}. */
export const renderJwtInit = ({ name, service: { jwtInit } }: DesiredContainer, instance: Instance): PodParts => {
  if (!jwtInit) return { manifests: [], volumes: [], mounts: [] };
  const metadata = metadataOf(name, instance, jwtInitNameOf(name));
  return {
    manifests: [
      { apiVersion: "v1", kind: "ServiceAccount", metadata, automountServiceAccountToken: false },
      { apiVersion: "v1", kind: "ConfigMap", metadata, data: { [SCRIPT]: jwtInit.script } },
    ],
    volumes: jwtInitVolumes(name, "optional"),
    mounts: JWT_INIT_MOUNTS,
  };
};
