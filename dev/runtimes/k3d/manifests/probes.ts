import type { DesiredContainer } from "../../../planner/desired.ts";
import { literal } from "./literal.ts";

const READY_WITHIN_SECONDS = 60;

/** The readiness question as the kubelet can ask it: over HTTP, by the image's own tools, or whether somebody listens. */
const handlerOf = ({ readiness, healthCheck, endpoints }: DesiredContainer["service"]) => {
  const endpoint = endpoints[readiness.endpoint];
  if (readiness.kind === "http") return { httpGet: { path: readiness.path, port: endpoint?.containerPort } };
  // A program started every few seconds costs more than a connection, and a broker listens only when it can serve.
  if (readiness.kind === "kafka-metadata" || !healthCheck) return listens(endpoint);
  return { exec: { command: healthCheck.command.map(literal) } };
};

const listens = (endpoint: DesiredContainer["service"]["endpoints"][string] | undefined) => ({ tcpSocket: { port: endpoint?.neighbourPort ?? endpoint?.containerPort } });

/**
 * What the kubelet asks. Who may start next is decided by our own probes; these are for whoever looks by kubectl, and for
 * a service that hangs. Alive is who listens: a server whose connections are used up must not be ended for it.
 */
export const probesOf = (service: DesiredContainer["service"]) => {
  const ready = handlerOf(service);
  return {
    startupProbe: { ...ready, periodSeconds: 1, timeoutSeconds: 5, failureThreshold: service.readyWithinSeconds ?? READY_WITHIN_SECONDS },
    readinessProbe: { ...ready, periodSeconds: 10, timeoutSeconds: 5 },
    livenessProbe: { ...listens(service.endpoints[service.readiness.endpoint]), periodSeconds: 20, timeoutSeconds: 5, failureThreshold: 3 },
  };
};
