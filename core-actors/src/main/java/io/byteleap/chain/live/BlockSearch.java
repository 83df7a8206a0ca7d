package io.byteleap.chain.live;

import io.byteleap.chain.live.Submission.Dropped;
import io.byteleap.chain.live.Submission.Event;
import io.byteleap.chain.live.Submission.Found;
import io.byteleap.chain.live.Submission.Missed;
import io.byteleap.chain.live.Submission.Sent;
import io.byteleap.chain.subtensor.BlockEvents;
import io.byteleap.domain.identity.BlockNumber;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/// Looks for a transaction in the blocks that may have it, as they come. A lost connection only
/// delays it: the blocks are still there with the next node.
final class BlockSearch {
  private static final int BLOCKS_LATE_MAX = 4;

  private final NodeReader node;
  private final Runtimes runtimes;
  private final Timing timing;
  private final Tools tools;

  /// How often to look for a new block, and how long one takes.
  record Timing(Duration poll, Duration blockTime) {}

  record Tools(InstantSource clock, Pauses pauses) {}

  BlockSearch(NodeReader node, Runtimes runtimes, Timing timing, Tools tools) {
    this.node = node;
    this.runtimes = runtimes;
    this.timing = timing;
    this.tools = tools;
  }

  /// The block that has it, or none when the last block that could is there without it, or when
  /// `dropped` says why the pool gave it up and the blocks of that moment do not have it.
  Event find(Sent sent, Supplier<Optional<String>> dropped) {
    var until = deadline(sent.death().since(sent.head()));
    var next = after(sent.head());
    String cause = "no block came";
    while (tools.clock().instant().isBefore(until)) {
      try {
        var failure = dropped.get();
        for (var head = node.head().number();
            next.compareTo(head) <= 0 && next.compareTo(sent.death()) < 0;
            next = after(next)) {
          var found = look(next, sent);
          if (found.isPresent()) {
            return found.get();
          }
        }
        if (next.compareTo(sent.death()) >= 0) {
          return lookAgain(sent);
        }
        if (failure.isPresent()) {
          return new Dropped("the node gave the transaction up: " + failure.get());
        }
      } catch (ChainProblem e) {
        cause = e.why();
      }
      tools.pauses().pass(timing.poll());
    }
    return new Missed("not seen in a block in time: " + cause);
  }

  /// Once more from the first, since the newest blocks may have been replaced meanwhile.
  private Event lookAgain(Sent sent) {
    for (var block = after(sent.head()); block.compareTo(sent.death()) < 0; block = after(block)) {
      var found = look(block, sent);
      if (found.isPresent()) {
        return found.get();
      }
    }
    long blocks = sent.death().since(sent.head()) - 1;
    return new Missed("not in a block after " + blocks + " blocks");
  }

  private Optional<Event> look(BlockNumber number, Sent sent) {
    String hash = node.hashOf(number);
    int index = node.transactions(hash).indexOf(sent.hex());
    if (index < 0) {
      return Optional.empty();
    }
    var metadata = runtimes.at(hash).metadata();
    var events =
        node.stored(BlockEvents.KEY, hash)
            .orElseThrow(() -> new ChainProblem("block " + number + " has no events"));
    return Optional.of(
        new Found(
            number,
            NodeReader.read("events", BlockEvents.read(metadata, events))
                .outcome(index, metadata)));
  }

  /// Waits until the head is `block`, or for as long as that should take at most.
  void await(BlockNumber block) {
    var until = deadline(block.since(node.head().number()));
    while (node.head().number().compareTo(block) < 0) {
      if (!tools.clock().instant().isBefore(until)) {
        throw new ChainProblem("block " + block + " does not come");
      }
      tools.pauses().pass(timing.poll());
    }
  }

  private Instant deadline(long blocks) {
    return tools.clock().instant().plus(timing.blockTime().multipliedBy(blocks + BLOCKS_LATE_MAX));
  }

  private static BlockNumber after(BlockNumber block) {
    return new BlockNumber(block.value() + 1);
  }
}
