import { instanceId, text, type Text } from "../../model/text.ts";

/** How a service begins anew, where its volume holds nothing that is not made again: the others keep their data. */
export const withoutItsData = (service: string): Text => {
  const container = text`docker rm -f neotool-${instanceId}-`;
  const volume = text` && docker volume rm neotool-${instanceId}-`;
  return { parts: [...container.parts, service, ...volume.parts, `${service}-data && neotool dev up`] };
};
