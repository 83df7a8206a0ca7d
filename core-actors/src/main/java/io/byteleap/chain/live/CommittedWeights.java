package io.byteleap.chain.live;

import io.byteleap.chain.live.PendingReveals.Pending;
import io.byteleap.chain.subtensor.AccountId;
import io.byteleap.chain.subtensor.Netuid;
import io.byteleap.chain.subtensor.SubtensorCall.RevealWeights;
import io.byteleap.chain.subtensor.SubtensorCall.UidWeights;
import io.byteleap.chain.subtensor.WeightCommits;
import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.units.Label;
import io.byteleap.durable.DurableFile;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;
import io.byteleap.keys.PublicKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Weights that were committed to by their hash, until they are opened: in a file, so that a
/// restart in between does not lose them, or in this process only.
///
/// There is one file for each hotkey and subnet, which its owner only may read: whoever knows the
/// salt knows the weights before their time. It is written before a commit is handed in, and gone
/// when nothing waits. For one thread at a time.
public final class CommittedWeights {
  private static final Logger LOG = LoggerFactory.getLogger(CommittedWeights.class);
  private static final int SIZE_MAX = 16 << 20;
  private static final Json JSON = Json.upTo(SIZE_MAX);
  private static final int VERSION = 1;

  private final Place place;
  private PendingReveals pending;

  private sealed interface Place {}

  private record Memory() implements Place {}

  private record InFile(Path path) implements Place {}

  /// What opening the file comes to.
  public sealed interface Opening {}

  public record Opened(CommittedWeights weights) implements Opening {}

  /// The file is there and cannot be used: in one line, why, and what to do about it.
  public record Broken(String why) implements Opening {}

  private CommittedWeights(Place place, PendingReveals pending) {
    this.place = place;
    this.pending = pending;
  }

  /// Known to this process only.
  public static CommittedWeights inMemory() {
    return new CommittedWeights(new Memory(), PendingReveals.NONE);
  }

  /// Those of a hotkey in a subnet, kept in `folder`.
  public static Opening in(Path folder, Netuid netuid, PublicKey hotkey) {
    var file = folder.resolve("committed-weights-%s-%s.json".formatted(netuid, hotkey.address()));
    try {
      return new Opened(
          new CommittedWeights(
              new InFile(file), read(file, netuid, new AccountId(hotkey.bytes()))));
    } catch (IOException | IllegalArgumentException | JsonProblem e) {
      return new Broken(
          "the committed weights in %s cannot be read: %s; move the file away to start without them"
              .formatted(file, Label.of(String.valueOf(e.getMessage()))));
    }
  }

  private static PendingReveals read(Path file, Netuid netuid, AccountId account)
      throws IOException {
    byte[] content;
    try (var in = Files.newInputStream(file)) {
      content = in.readNBytes(SIZE_MAX + 1);
    } catch (NoSuchFileException e) {
      return PendingReveals.NONE;
    }
    var json = JSON.parse(content);
    if (json.exactInteger("version") != VERSION) {
      throw new JsonProblem("version", "must be " + VERSION);
    }
    var entries = json.objects("pending");
    if (entries.size() > PendingReveals.COUNT_MAX) {
      throw new JsonProblem("pending", "has more than " + PendingReveals.COUNT_MAX);
    }
    return new PendingReveals(
        entries.stream().map(entry -> pending(entry, netuid, account)).toList());
  }

  /// Refused: weights and a salt that do not give the hash that was committed.
  private static Pending pending(JsonObject json, Netuid netuid, AccountId account) {
    var weights = new UidWeights(json.indicesOrNone("uids"), json.indicesOrNone("weights"));
    var call =
        new RevealWeights(
            netuid, weights, json.indicesOrNone("salt"), json.unsigned("version_key"));
    var hash = WeightCommits.hash(account, netuid, weights, call.salt(), call.versionKey());
    if (!HexText.of(hash).equals(json.literal("hash"))) {
      throw new JsonProblem("pending", "a hash is not that of its weights");
    }
    return new Pending(hash, new BlockNumber(json.exactInteger("committed_at")), call);
  }

  PendingReveals pending() {
    return pending;
  }

  /// These wait from now on. When they cannot be written they are known to this process still.
  void keep(PendingReveals next) {
    if (next.equals(pending)) {
      return;
    }
    pending = next;
    if (place instanceof InFile(var path)) {
      try {
        write(path, next);
      } catch (IOException e) {
        LOG.error("committed weights would not outlive a restart, file={}, cause={}", path, e);
      }
    }
  }

  private static void write(Path path, PendingReveals pending) throws IOException {
    if (pending.isEmpty()) {
      Files.deleteIfExists(path);
      return;
    }
    var json =
        JsonObject.builder()
            .put("version", VERSION)
            .putObjects("pending", pending.pending().stream().map(CommittedWeights::json).toList())
            .build();
    DurableFile.write(path, json.toText(), DurableFile.Readers.OWNER);
  }

  private static JsonObject json(Pending pending) {
    var call = pending.call();
    return JsonObject.builder()
        .put("hash", HexText.of(pending.hash()))
        .put("committed_at", pending.at().value())
        .putIntegers("uids", call.weights().uids())
        .putIntegers("weights", call.weights().weights())
        .putIntegers("salt", call.salt())
        .putUnsigned("version_key", call.versionKey())
        .build();
  }

  /// Names no weights.
  @Override
  public String toString() {
    return "CommittedWeights[" + pending.pending().size() + "]";
  }
}
