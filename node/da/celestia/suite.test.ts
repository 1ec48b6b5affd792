import { testDataAvailability } from "../suite.ts";
import { startAppFixture } from "./testing/app-fixture.ts";
import { closeFixtures, NAMESPACE, STRANGER, startFixture } from "./testing/fixture.ts";

testDataAvailability("celestia through celestia-node", async () => {
  const { chain, node, open } = await startFixture();
  return {
    da: open(),
    reopen: async () => open(),
    pollute: async (data) =>
      chain.submitForeign([{ namespace: NAMESPACE, data, shareVersion: 1, signer: STRANGER }], STRANGER),
    loseNextAnswer: () => node.faults.add("blob.Submit", { kind: "lost-answer" }),
    close: closeFixtures,
  };
});

testDataAvailability("celestia through a consensus node", async () => {
  const { chain, node, open } = await startAppFixture();
  return {
    da: open(),
    reopen: async () => open(),
    pollute: async (data) =>
      chain.submitForeign([{ namespace: NAMESPACE, data, shareVersion: 1, signer: STRANGER }], STRANGER),
    loseNextAnswer: () => node.faults.add("broadcast_tx_sync", { kind: "lost-answer" }),
    close: closeFixtures,
  };
});
