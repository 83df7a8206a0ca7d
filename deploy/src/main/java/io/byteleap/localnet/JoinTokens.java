package io.byteleap.localnet;

import io.byteleap.durable.DurableFile;
import io.byteleap.json.JsonObject;
import io.byteleap.localnet.StatusClient.Answer;
import io.byteleap.miner.admission.AdminToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Gives each worker the join token that its miner makes for it, as an operator would.
public final class JoinTokens {
  private static final long LIFETIME_SECONDS = 600;

  private final Site site;
  private final StatusClient client;

  public JoinTokens(Site site, StatusClient client) {
    this.site = site;
    this.client = client;
  }

  /// Whether the worker has its token now. Not before its miner answers.
  public boolean isGiven(Member worker, Member miner) throws IOException {
    Path adminToken = AdminToken.fileIn(site.dataOf(miner.name()));
    if (!Files.exists(adminToken)) {
      return false;
    }
    var wanted =
        JsonObject.builder()
            .put("label", worker.name())
            .put("lifetime_seconds", LIFETIME_SECONDS)
            .build();
    var reply =
        client
            .send("POST", miner.url("/api/v1/join-tokens"), wanted, AdminToken.read(adminToken))
            .join();
    if (!(reply instanceof Answer answer) || !answer.isGood()) {
      return false;
    }
    DurableFile.write(
        site.joinTokenOf(worker.name()),
        answer.body().text("token") + "\n",
        DurableFile.Readers.OWNER);
    return true;
  }
}
