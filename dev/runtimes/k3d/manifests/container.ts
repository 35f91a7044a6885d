import type { DesiredContainer } from "../../../planner/desired.ts";
import type { ClusterFacts } from "./cluster-facts.ts";
import { secretNameOf } from "./files.ts";
import { jwtInitHook } from "./jwt-init.ts";
import { literal } from "./literal.ts";
import type { Mount } from "./pod-parts.ts";
import { probesOf } from "./probes.ts";
import { needsOf, quantities } from "./resources.ts";

const environmentOf = ({ name, service, secrets }: DesiredContainer) =>
  Object.entries(service.env ?? {}).map(([key, value]) =>
    secrets.env.includes(key) ? { name: key, valueFrom: { secretKeyRef: { name: secretNameOf(name), key } } } : { name: key, value: literal(value) },
  );

const portsOf = ({ endpoints }: DesiredContainer["service"]) =>
  Object.entries(endpoints).flatMap(([name, { containerPort, neighbourPort }]) => [
    { name, containerPort, protocol: "TCP" },
    ...(neighbourPort === undefined ? [] : [{ name: `${name}-internal`, containerPort: neighbourPort, protocol: "TCP" }]),
  ]);

/**
 * The one container of a pod. Of a definition's limits, that on open files is left out: Kubernetes has no word for it, and
 * a node's containers have the engine's.
 */
export const containerOf = (desired: DesiredContainer, image: { readonly reference: string }, { capacity }: ClusterFacts, mounts: readonly Mount[]) => {
  const { name, service } = desired;
  const { requests, limits } = needsOf(service, capacity);
  const env = environmentOf(desired);
  return {
    name,
    image: image.reference,
    imagePullPolicy: "IfNotPresent",
    ...(service.entrypoint && { command: service.entrypoint.map(literal) }),
    // Arguments, not the command: the image's entrypoint stays where there is no other, as with containers.
    ...(service.command && { args: service.command.map(literal) }),
    ...(env.length > 0 && { env }),
    ports: portsOf(service),
    ...jwtInitHook(desired),
    ...probesOf(service),
    resources: { requests: quantities(requests), limits: quantities(limits) },
    securityContext: { allowPrivilegeEscalation: false, ...(service.runAs && { runAsNonRoot: true, runAsUser: service.runAs.uid, runAsGroup: service.runAs.gid }) },
    ...(mounts.length > 0 && { volumeMounts: mounts }),
  };
};
