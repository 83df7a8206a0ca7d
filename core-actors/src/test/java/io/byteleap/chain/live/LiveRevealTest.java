package io.byteleap.chain.live;

import static io.byteleap.chain.live.LiveWorld.ACCOUNT;
import static io.byteleap.chain.live.LiveWorld.ALICE;
import static io.byteleap.chain.live.LiveWorld.NETUID;
import static io.byteleap.chain.live.LiveWorld.SIGNER;
import static io.byteleap.chain.live.LiveWorld.SUBNET;
import static io.byteleap.chain.live.LiveWorld.WEIGHTS;
import static io.byteleap.chain.live.LiveWorld.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.byteleap.chain.subtensor.SubtensorStorage;
import io.byteleap.domain.units.Bytes;
import io.byteleap.fixture.ChainVectors;
import io.byteleap.port.Chain;
import io.byteleap.scale.ScaleWriter;
import java.nio.file.Path;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// Weights that are committed to by their hash, with a restart before they are opened.
final class LiveRevealTest {
  private static final String COMMIT = "07600100";
  private static final String REVEAL = "07610100";

  @TempDir private Path folder;

  private final LiveWorld world = new LiveWorld();
  private final ReplayedNode node =
      new ReplayedNode(218, "chain/metadata_v15_spec218_optionopaque.hex");

  private final Logger log = (Logger) LoggerFactory.getLogger(LiveChain.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void begin() {
    lines.list = new CopyOnWriteArrayList<>();
    lines.start();
    log.addAppender(lines);
    LiveWorld.join(node);
    LiveWorld.hideWeights(node);
  }

  @AfterEach
  void stop() {
    log.detachAppender(lines);
    world.close();
    node.close();
  }

  private LiveChain started() {
    var opening = CommittedWeights.in(folder, NETUID, SIGNER.publicKey());
    assertThat(opening).isInstanceOf(CommittedWeights.Opened.class);
    return world.chain(((CommittedWeights.Opened) opening).weights(), node);
  }

  /// Commits, and has the chain show the commit as one that is opened in these blocks.
  private void committed(long from, long until) {
    assertThat(join(started().setWeights(ALICE, WEIGHTS))).isInstanceOf(Chain.Included.class);
    String sent = node.submitted.getFirst();
    assertThat(sent).contains(COMMIT);
    Bytes hash = ChainVectors.bytes(sent.substring(sent.length() - 64));
    node.store(
        SubtensorStorage.WEIGHT_COMMITS.key(SUBNET, SubtensorStorage.key(ACCOUNT)),
        ChainVectors.hex(
            new ScaleWriter().compact(1).raw(hash).u64(22).u64(from).u64(until).toBytes()));
  }

  @Test
  void weightsCommittedBeforeARestart_areOpenedInTheirTime() {
    committed(40, 1_000_000);
    var restarted = started();

    await()
        .until(
            () -> {
              var _ = join(restarted.metagraph());
              return node.submitted.size() == 2;
            });

    assertThat(node.submitted.getLast()).contains(REVEAL + "040100" + "04ffff" + "20");
    await().untilAsserted(() -> assertThat(folder).isEmptyDirectory());
  }

  /// How often something that is stored was looked at.
  private long looks() {
    return node.methods.stream().filter("state_getStorage"::equals).count();
  }

  @Test
  void weightsBeforeTheirTime_stayInTheFile() {
    committed(1_000_000, 2_000_000);

    for (int i = 0; i < 3; i++) {
      long before = looks();
      var _ = join(started().metagraph());
      await().until(() -> looks() > before);
    }

    assertThat(node.submitted).hasSize(1);
    assertThat(folder).isNotEmptyDirectory();
  }

  @Test
  void weightsWhoseTimeIsOver_areForgotten_andThatIsSaid() {
    committed(2, 3);
    var restarted = started();

    await()
        .untilAsserted(
            () -> {
              var _ = join(restarted.metagraph());
              assertThat(folder).isEmptyDirectory();
            });

    assertThat(lines.list)
        .anyMatch(
            line ->
                line.getLevel() == Level.WARN
                    && line.getFormattedMessage().contains("are not opened any more"));
    assertThat(node.submitted).hasSize(1);
  }
}
