import type { Instance } from "../../../model/instance.ts";
import type { DesiredContainer } from "../../../planner/desired.ts";
import type { JwtKeys } from "../../../secrets/jwt-keys.ts";
import { JWT_INIT_MOUNTS, jwtInitCommand, jwtInitNameOf, jwtInitVolumes, keysSecretOf } from "./jwt-init.ts";
import { literal } from "./literal.ts";
import type { Manifest } from "./manifest.ts";
import { instanceLabels, metadataOf, selectorOf } from "./metadata.ts";
import { clusterAddressOf } from "./namespaces.ts";
import { quantities, type Needs } from "./resources.ts";

/** The script asks a program of 70 ms a few times. */
export const JWT_INIT_NEEDS: Needs = { requests: { milliCpu: 25, memoryMiB: 32 }, limits: { milliCpu: 100, memoryMiB: 128 } };

/** Vault may take as long to start as a service may; then nobody waits for this any more. */
const ENDS_WITHIN_SECONDS = 300;
/** Long enough to be looked at. A Job's template cannot be changed: one that is gone is in nobody's way. */
const KEPT_SECONDS = 120;
/** Debian's and Alpine's nobody. */
const NOBODY = 65_534;

const base64 = (text: string): string => Buffer.from(text).toString("base64");

/** As Vault takes it. */
const pairOf = ({ kid, privatePem, publicPem }: JwtKeys[number]): readonly [string, string] => [`${kid}.json`, base64(JSON.stringify({ private: privatePem, public: publicPem }))];

/** `data` and not `stringData`, of which a key that is left out would stay. */
export const renderKeysSecret = ({ name }: Pick<DesiredContainer, "name">, instance: Instance, token: string, keys: JwtKeys): Manifest => ({
  apiVersion: "v1",
  kind: "Secret",
  metadata: metadataOf(name, instance, keysSecretOf(name)),
  type: "Opaque",
  immutable: false,
  data: { token: base64(token), ...Object.fromEntries(keys.map(pairOf)) },
});

/** Writes the keys once, in a pod of its own: it bears the name of no service, whose address it would else answer. */
const renderJob = (desired: DesiredContainer, image: { readonly reference: string }, instance: Instance): readonly Manifest[] => {
  const { name, service: { jwtInit } } = desired;
  if (!jwtInit) return [];
  const job = jwtInitNameOf(name);
  const container = {
    name, // by its container's name a log is known, and this is about that service
    image: image.reference,
    imagePullPolicy: "IfNotPresent",
    command: jwtInitCommand(desired, jwtInit, clusterAddressOf(name)).map(literal),
    env: [{ name: "HOME", value: "/tmp" }],
    resources: { requests: quantities(JWT_INIT_NEEDS.requests), limits: quantities(JWT_INIT_NEEDS.limits) },
    securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } },
    volumeMounts: JWT_INIT_MOUNTS,
  };
  const pod = {
    serviceAccountName: job,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    restartPolicy: "Never",
    securityContext: { runAsNonRoot: true, runAsUser: NOBODY, runAsGroup: NOBODY, fsGroup: NOBODY },
    containers: [container],
    volumes: jwtInitVolumes(name, "needed"),
  };
  const spec = {
    backoffLimit: 2,
    activeDeadlineSeconds: ENDS_WITHIN_SECONDS,
    ttlSecondsAfterFinished: KEPT_SECONDS,
    template: { metadata: { labels: { ...selectorOf(job), ...instanceLabels(instance) } }, spec: pod },
  };
  return [{ apiVersion: "batch/v1", kind: "Job", metadata: metadataOf(name, instance, job), spec }];
};

/** The keys, and the Job that writes them: what there is only when they have been made. Nothing for a service without them. */
export const renderJwtKeys = (desired: DesiredContainer, image: { readonly reference: string }, instance: Instance, token: string, keys: JwtKeys): readonly Manifest[] =>
  desired.service.jwtInit ? [renderKeysSecret(desired, instance, token, keys), ...renderJob(desired, image, instance)] : [];
