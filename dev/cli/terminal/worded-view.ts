import type { View } from "../../engine/view.ts";

/** A picture whose texts may be shown: secrets hidden, commands as the user calls them. */
export const wordedView = (view: View, worded: (text: string) => string): View => ({
  ...view,
  services: new Map(
    [...view.services].map(([name, service]) => {
      const { hold, error } = service;
      const report = error && { ...error, message: worded(error.message), hint: worded(error.hint), cause: error.cause && worded(error.cause), evidence: error.evidence.map(worded) };
      return [name, { ...service, hold: hold && worded(hold), error: report }];
    }),
  ),
});
