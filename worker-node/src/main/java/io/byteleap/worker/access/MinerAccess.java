package io.byteleap.worker.access;

import io.byteleap.domain.admission.Channel;
import io.byteleap.domain.admission.Credential;
import io.byteleap.domain.admission.Credential.Joining;
import io.byteleap.domain.admission.Credential.Keyed;
import io.byteleap.domain.admission.Credential.NoKey;
import io.byteleap.domain.admission.Credential.NoToken;
import io.byteleap.domain.admission.Credential.WithToken;
import io.byteleap.domain.admission.Statement;
import io.byteleap.domain.admission.WorkerKeypair;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.wire.worker.MinerFrame.Hello;
import io.byteleap.worker.access.MinerDoor.Invited;
import io.byteleap.worker.access.MinerDoor.Joined;
import io.byteleap.worker.access.MinerDoor.Unknown;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The worker's key, what it knows of its miner, and whether it puts up with one that knows no
/// keys. `joined` hears of the miner that a token let it in at.
public record MinerAccess(
    WorkerKeypair keypair, MinerDoor door, LegacyMiner legacyMiner, Consumer<Joined> joined) {
  private static final Logger LOG = LoggerFactory.getLogger(MinerAccess.class);

  /// How the worker registers, or why it does not.
  public sealed interface Reply {}

  public record Register(Credential credential) implements Reply {}

  /// This is not the miner that it should be; `why` is for people.
  public record Distrust(String why) implements Reply {}

  /// Reads what is in `folder` and the token, if there is one; makes the key unless it is there.
  public static MinerAccess open(
      Path folder, Path tokenFile, LegacyMiner legacyMiner, Map<String, String> environment)
      throws AccessProblem {
    var file = new JoinedFile(folder);
    var token = TokenSource.read(tokenFile, environment);
    var known = file.read();
    MinerDoor door =
        token
            .<MinerDoor>map(Invited::new)
            .orElseGet(() -> known.isPresent() ? known.get() : new Unknown());
    if (door instanceof Unknown && isMissing(tokenFile)) {
      throw new AccessProblem(tokenFile + " (join_token_file): there is no such file");
    }
    return new MinerAccess(KeyFile.in(folder), door, legacyMiner, joined -> keep(file, joined));
  }

  private static boolean isMissing(Path tokenFile) {
    return !tokenFile.toString().isEmpty() && !Files.exists(tokenFile);
  }

  private static void keep(JoinedFile file, Joined joined) {
    try {
      if (!file.read().equals(Optional.of(joined))) {
        file.write(joined);
        LOG.info("joined a miner, hotkey={}", joined.miner());
      }
    } catch (AccessProblem e) {
      LOG.warn("the join token is still needed at the next start: {}", e.getMessage());
    }
  }

  /// Where the miner is no speaker of keys.
  public Reply withoutHello() {
    return switch (legacyMiner) {
      case ALLOW -> new Register(new NoKey());
      case REFUSE -> new Distrust("the miner knows no keys, which legacy_miner forbids");
    };
  }

  /// To a miner that said hello over a channel of which we see `seen`.
  public Reply to(Hello hello, Channel seen, WorkerId worker) {
    if (hello.miner().equals(expected().orElse(hello.miner()))) {
      return signedOver(hello, seen, worker);
    }
    return new Distrust("it is another miner than the one that this worker joins");
  }

  private Optional<Hotkey> expected() {
    return switch (door) {
      case Unknown() -> Optional.empty();
      case Joined known -> Optional.of(known.miner());
      case Invited(var token) -> Optional.of(token.miner());
    };
  }

  /// Both ends must see the same channel, or somebody sits in between: the pinned certificate where
  /// one is pinned. Where none is, encryption may be somebody else's, in front of a miner that has
  /// none.
  private Reply signedOver(Hello hello, Channel seen, WorkerId worker) {
    if (door.pinned() instanceof Channel.Secured && !door.pinned().equals(seen)) {
      return new Distrust("it shows no certificate, while one is pinned (miner_url is ws://)");
    }
    boolean isInFront =
        hello.channel() instanceof Channel.Plain && door.pinned() instanceof Channel.Plain;
    return hello.channel().equals(seen) || isInFront
        ? new Register(credential(hello, worker))
        : new Distrust("it shows another certificate than the one that it speaks of");
  }

  private Credential credential(Hello hello, WorkerId worker) {
    var statement =
        new Statement(hello.nonce(), hello.miner(), hello.channel(), worker, keypair.key());
    return new Keyed(keypair.key(), keypair.sign(statement.bytes()), joining(statement));
  }

  private Joining joining(Statement statement) {
    return switch (door) {
      case Unknown() -> new NoToken();
      case Joined _ -> new NoToken();
      case Invited(var token) -> new WithToken(token.id(), token.secret().proofOf(statement));
    };
  }

  /// The miner took a registration with our key.
  public void accepted() {
    if (door instanceof Invited invited) {
      joined.accept(invited.joined());
    }
  }
}
