package io.byteleap.chain.live;

import io.byteleap.chain.rpc.NodeUrl;
import io.byteleap.chain.rpc.ScriptedNode;
import io.byteleap.chain.rpc.ScriptedNode.Asked;
import io.byteleap.chain.subtensor.StorageKey;
import io.byteleap.domain.units.Bytes;
import io.byteleap.fixture.ChainVectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// A node that answers with what real nodes answered, and whose blocks come with every look at the
/// head.
final class ReplayedNode implements AutoCloseable {
  static final String STALE =
      "{\"code\":1010,\"message\":\"{\\\"invalid\\\":{\\\"stale\\\":null}}\"}";
  static final String BAD_PROOF =
      "{\"code\":1010,\"message\":\"Invalid Transaction\","
          + "\"data\":\"Transaction has a bad signature\"}";

  /// System.Events with one event, of the block's first transaction: it succeeded.
  private static final String SUCCESS = "0x04000000000000000000000000";

  private final ScriptedNode node = ScriptedNode.create();
  private final List<List<String>> blocks = new CopyOnWriteArrayList<>();
  private final Map<Integer, String> events = new ConcurrentHashMap<>();
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final Map<String, String> storage = new ConcurrentHashMap<>();
  private final Queue<Door> doors = new ConcurrentLinkedQueue<>();
  private final List<String> pool = new CopyOnWriteArrayList<>();

  final List<String> submitted = new CopyOnWriteArrayList<>();
  final List<String> methods = new CopyOnWriteArrayList<>();

  /// Functions of the runtime that were called.
  final List<String> calls = new CopyOnWriteArrayList<>();

  volatile int spec;
  volatile String metadata;

  /// What becomes of the next transaction.
  sealed interface Door {}

  record Refuses(String error) implements Door {}

  /// Takes it, and ends the connection without a word.
  record TakesAndCuts() implements Door {}

  /// Takes it; its block says that it failed with this error of the pallet.
  record TakesToFail(int error) implements Door {}

  /// Takes it, and forgets it.
  record Forgets() implements Door {}

  /// Takes it, having said these statuses of it before, as nodes may; forgets it, or does not.
  record Says(List<String> statuses, Pool pool) implements Door {}

  enum Pool {
    KEEPS,
    FORGETS
  }

  /// Does not know how to tell what becomes of it.
  record CannotTell() implements Door {}

  /// Whether it says nothing to any question any more, and leaves connections as they are.
  volatile boolean stalls;

  /// Methods at which it ends the connection, each once.
  final List<String> cutsAt = new CopyOnWriteArrayList<>();

  /// Versions that it names wrongly, one after another, before it names its own.
  final Queue<Integer> wrongSpecs = new ConcurrentLinkedQueue<>();

  ReplayedNode(int spec, String metadataFile) {
    this(spec, ChainVectors.hex(metadataFile));
  }

  /// `metadata` is what the runtime answers for version 15.
  ReplayedNode(int spec, Bytes metadata) {
    this.spec = spec;
    this.metadata = ChainVectors.hex(metadata).substring(2);
    for (int i = 0; i < 20; i++) {
      blocks.add(List.of());
    }
    Thread.ofVirtual().start(this::serve);
  }

  NodeUrl url() {
    return node.url();
  }

  void next(Door door) {
    doors.add(door);
  }

  void answer(String call, String hex) {
    answers.put(call, hex.startsWith("0x") ? hex : "0x" + hex);
  }

  void store(StorageKey key, String hex) {
    storage.put(key.hex(), hex);
  }

  private void serve() {
    try {
      while (true) {
        var session = node.connected();
        Thread.ofVirtual().start(() -> serve(session));
      }
    } catch (AssertionError | RuntimeException nobodyConnects) {
      // the test is over
    }
  }

  private void serve(ScriptedNode.Session session) {
    try {
      while (true) {
        var asked = session.next();
        methods.add(asked.method());
        if (cutsAt.remove(asked.method())) {
          session.cut();
          return;
        }
        if (!stalls) {
          answered(session, asked);
        }
      }
    } catch (AssertionError | RuntimeException nobodyAsks) {
      // the test is over
    }
  }

  private void answered(ScriptedNode.Session session, Asked asked) {
    String first = asked.params().path(0).asText();
    Consumer<String> quoted = text -> session.answer(asked, '"' + text + '"');
    switch (asked.method()) {
      case "chain_getBlockHash" -> {
        if (asked.params().isEmpty()) {
          quoted.accept(newHead());
        } else if (Integer.parseInt(first) < blocks.size()) {
          quoted.accept(hash(first));
        } else {
          session.answer(asked, "null");
        }
      }
      case "chain_getFinalizedHead" -> quoted.accept(hash(blocks.size() - 1));
      case "chain_getHeader" ->
          session.answer(asked, "{\"number\":\"0x" + Integer.toHexString(number(first)) + "\"}");
      case "chain_getBlock" ->
          session.answer(asked, "{\"block\":{\"extrinsics\":" + quotedList(number(first)) + "}}");
      case "state_getRuntimeVersion" ->
          session.answer(asked, "{\"specVersion\":" + shownSpec() + ",\"transactionVersion\":1}");
      case "state_call" -> called(session, asked, first);
      case "state_getStorage" -> stored(session, asked, first);
      case "system_accountNextIndex" -> session.answer(asked, "0");
      case "author_submitAndWatchExtrinsic", "author_submitExtrinsic" ->
          submitted(session, asked, first);
      case "author_unwatchExtrinsic" -> session.answer(asked, "true");
      default -> session.fail(asked, "{\"code\":-32601,\"message\":\"no such method\"}");
    }
  }

  private int shownSpec() {
    var wrong = wrongSpecs.poll();
    return wrong == null ? spec : wrong;
  }

  private void called(ScriptedNode.Session session, Asked asked, String name) {
    calls.add(name);
    if (name.equals("Metadata_metadata_at_version")) {
      session.answer(asked, "\"0x" + metadata + '"');
    } else if (answers.containsKey(name)) {
      session.answer(asked, '"' + answers.get(name) + '"');
    } else {
      session.fail(asked, "{\"code\":-32603,\"message\":\"Function to start was not found.\"}");
    }
  }

  private void stored(ScriptedNode.Session session, Asked asked, String key) {
    boolean ofEvents = key.equals(io.byteleap.chain.subtensor.BlockEvents.KEY.hex());
    String value =
        ofEvents ? events.get(number(asked.params().path(1).asText())) : storage.get(key);
    session.answer(asked, value == null ? "null" : '"' + value + '"');
  }

  private void submitted(ScriptedNode.Session session, Asked asked, String hex) {
    submitted.add(hex);
    var door = doors.poll();
    switch (door) {
      case null -> {
        taken(hex, SUCCESS);
        session.answer(asked, '"' + hash(1) + '"');
      }
      case Refuses(var error) -> session.fail(asked, error);
      case TakesAndCuts() -> {
        taken(hex, SUCCESS);
        session.cut();
      }
      case TakesToFail(var error) -> {
        taken(hex, "0x04000000000000010307%02x0000000000000000".formatted(error));
        session.answer(asked, '"' + hash(1) + '"');
      }
      case Forgets() -> session.answer(asked, '"' + hash(1) + '"');
      case CannotTell() -> {
        submitted.removeLast();
        session.fail(asked, "{\"code\":-32601,\"message\":\"Method not found\"}");
      }
      case Says(var statuses, var keeps) -> {
        if (keeps == Pool.KEEPS) {
          taken(hex, SUCCESS);
        }
        statuses.forEach(status -> session.item("author_extrinsicUpdate", hash(1), status));
        session.answer(asked, '"' + hash(1) + '"');
      }
    }
  }

  private void taken(String hex, String outcome) {
    pool.add(hex);
    events.put(blocks.size(), outcome);
  }

  /// A block comes, with what waits.
  private String newHead() {
    var block = new ArrayList<>(pool);
    pool.clear();
    blocks.add(block);
    return hash(blocks.size() - 1);
  }

  private String quotedList(int number) {
    return blocks.get(number).stream()
        .map(hex -> '"' + hex + '"')
        .collect(java.util.stream.Collectors.joining(",", "[", "]"));
  }

  private static String hash(String number) {
    return hash(Integer.parseInt(number));
  }

  private static String hash(int number) {
    return "0x%064x".formatted(number);
  }

  private static int number(String hash) {
    return Integer.parseInt(hash.substring(2), 16);
  }

  @Override
  public void close() {
    node.close();
  }
}
