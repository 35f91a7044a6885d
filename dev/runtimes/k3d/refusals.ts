import { DevError } from "../../errors/dev-error.ts";
import type { Instance } from "../../model/instance.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Api } from "./api.ts";
import type { List } from "./objects.ts";
import { jwtInitNameOf } from "./manifests/jwt-init.ts";
import { namespaceOf } from "./manifests/namespaces.ts";
import { podsOf } from "./pods.ts";
import { streamLines } from "../../docker/stream-lines.ts";

/** What Kubernetes says of an object, as far as it is read. */
interface Event {
  readonly reason?: string;
  readonly message?: string;
  readonly involvedObject: { readonly name: string; readonly uid?: string };
}

/** A pod of a service bears its name, with or without what a controller adds; a pod of its Job does so, too. */
const isAbout = (service: string, name: string): boolean => name === service || (name.startsWith(`${service}-`) && !name.startsWith(jwtInitNameOf(service)));

/**
 * Why there will be no pod, in the words of Kubernetes and ours; `undefined` for what may pass by itself. Pure.
 *
 * @example refusalOf({ reason: "FailedCreate", message: "… exceeded quota: neotool, requested: limits.cpu=2 …" })
 */
export const refusalOf = ({ reason, message = "" }: Pick<Event, "reason" | "message">): string | undefined => {
  if (reason === "FailedCreate") return message.includes("exceeded quota") ? `its namespace's quota is used up (${message})` : `its pod was refused (${message})`;
  if (reason === "FailedScheduling" && message.includes("Insufficient")) return `the node has not what it asks for (${message})`;
  return undefined;
};

const warningsPath = (service: string): string => `/api/v1/namespaces/${namespaceOf(service)}/events?fieldSelector=type%3DWarning`;

const refusalFor = (service: string, event: Event): string | undefined => (isAbout(service, event.involvedObject.name) ? refusalOf(event) : undefined);

/** Why Kubernetes refused a pod of a service last; `undefined` when it did not, or has forgotten. */
export const latestRefusal = async (api: Api, service: string, signal: AbortSignal): Promise<string | undefined> => {
  const { items } = await api.ask<List<Event>>({ method: "GET", path: warningsPath(service) }, signal);
  return items.map((event) => refusalFor(service, event)).findLast((refusal) => refusal !== undefined);
};

/** A quota counts a pod for a moment after it has gone; the one that follows it is tried again within that time. */
const PASSES_WITHIN_MS = 3_000;

const isLasting = async (api: Api, instance: Instance, service: string, clock: Clock, signal: AbortSignal): Promise<boolean> => {
  await clock.sleep(PASSES_WITHIN_MS, signal);
  const { pods } = await podsOf(api, instance, service, signal);
  return !pods.some((pod) => pod.status.conditions?.some(({ type, status }) => type === "PodScheduled" && status === "True"));
};

/** Rejects when Kubernetes refuses a pod of a service: no pod will ever say so itself. Never resolves otherwise. */
export const refused = async (api: Api, instance: Instance, service: string, clock: Clock, signal: AbortSignal): Promise<never> => {
  const path = warningsPath(service);
  const judge = async (event: Event): Promise<void> => {
    const refusal = refusalFor(service, event);
    if (refusal === undefined || !(await isLasting(api, instance, service, clock, signal))) return;
    throw new DevError("SERVICE_NOT_READY", `${service} cannot start: ${refusal}`, { hint: `Give it or the machine more room, or leave something out: neotool dev up --without … ; neotool dev why ${service}` });
  };
  for (;;) {
    const { items, metadata } = await api.ask<List<Event>>({ method: "GET", path }, signal);
    // A scheduler may have said no before we asked, and says it again only after minutes. What it said of pods that are gone is over.
    const { pods } = await podsOf(api, instance, service, signal);
    for (const event of items) if (pods.some(({ metadata: { uid } }) => uid === event.involvedObject.uid)) await judge(event);
    for await (const line of streamLines(await api.stream(`${path}&watch=1&resourceVersion=${metadata.resourceVersion}`, signal))) {
      const { type, object }: { readonly type: string; readonly object: Event } = JSON.parse(line);
      if (type !== "ERROR") await judge(object);
    }
    signal.throwIfAborted();
  }
};
