package io.byteleap.chain.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Nodes behind `wss://`.
final class RpcTlsTest {
  @TempDir private static Path folder;

  private final RpcWorld world = new RpcWorld();

  @AfterEach
  void stop() {
    world.close();
  }

  /// The tool takes its time, so it is run once for all.
  private static final class Here {
    static final OwnCertificate CERTIFICATE = OwnCertificate.of("ip:127.0.0.1", folder);
  }

  private ScriptedNode node(OwnCertificate certificate) {
    return world.known(ScriptedNode.secure(certificate.ofServer()));
  }

  @Test
  void nodeWhoseCertificateIsBelieved_isUsed() {
    var node = node(Here.CERTIFICATE);
    var client = world.client(() -> RpcDialer.trusting(Here.CERTIFICATE.ofClient()), node.url());

    var session = node.connected();
    var result = world.answered(client, session);

    assertThat(node.url().toString()).startsWith("wss://");
    assertThat(RpcWorld.text(result)).isEqualTo("next");
  }

  @Test
  void nodeWhoseCertificateNobodySigned_isNotUsed_andThatIsSaid() {
    var node = node(Here.CERTIFICATE);

    var client = world.client(node.url());

    assertIsNotUsed(client, node, "PKIX path building failed");
  }

  @Test
  void nodeWithTheCertificateOfAnother_isNotUsed_evenIfItIsBelieved() {
    var certificate = OwnCertificate.of("dns:elsewhere.example", folder.resolve("other"));
    var node = node(certificate);

    var client = world.client(() -> RpcDialer.trusting(certificate.ofClient()), node.url());

    assertIsNotUsed(client, node, "subject alternative");
  }

  private void assertIsNotUsed(RpcClient client, ScriptedNode node, String why) {
    RpcWorld.soon().until(() -> world.isAway(client));
    assertThat(world.status(client))
        .isInstanceOfSatisfying(
            RpcLink.Away.class, away -> assertThat(away.why().value()).contains(why));
    assertThat(node.connectedWithin(1)).isEmpty();
  }
}
