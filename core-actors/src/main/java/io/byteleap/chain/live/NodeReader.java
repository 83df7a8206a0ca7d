package io.byteleap.chain.live;

import io.byteleap.chain.metadata.Metadata;
import io.byteleap.chain.rpc.ExtrinsicWatch;
import io.byteleap.chain.rpc.RpcCalls;
import io.byteleap.chain.rpc.RpcParam;
import io.byteleap.chain.rpc.RpcRequest;
import io.byteleap.chain.rpc.RpcResult;
import io.byteleap.chain.rpc.RpcResult.Answered;
import io.byteleap.chain.rpc.RpcResult.Failed;
import io.byteleap.chain.rpc.RpcResult.Unreachable;
import io.byteleap.chain.rpc.RpcValue;
import io.byteleap.chain.subtensor.AccountId;
import io.byteleap.chain.subtensor.Signing.Versions;
import io.byteleap.chain.subtensor.StorageItem;
import io.byteleap.chain.subtensor.StorageKey;
import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.units.Bytes;
import io.byteleap.json.JsonProblem;
import io.byteleap.scale.ScaleRefusal.Kind;
import io.byteleap.scale.ScaleResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Asks the nodes of the chain one question after another, and waits for each answer: for threads
/// that may wait. What is not answered, or not readably, is a [ChainProblem].
final class NodeReader {
  private static final String AT_VERSION_15 = "0x0f000000";

  private final RpcCalls calls;
  private final Duration timeout;

  NodeReader(RpcCalls calls, Duration timeout) {
    this.calls = calls;
    this.timeout = timeout;
  }

  /// The node's answer, whatever it is.
  RpcResult ask(String method, RpcParam... params) {
    return calls.call(RpcRequest.of(method, timeout, params)).toCompletableFuture().join();
  }

  /// Hands in a transaction; the caller closes the watch.
  ExtrinsicWatch handIn(String hex) {
    return calls.handIn(hex);
  }

  /// Whether the node takes what was handed in.
  ExtrinsicWatch.Door door(ExtrinsicWatch watch) {
    return watch.door().toCompletableFuture().join();
  }

  private <T> T answer(Function<RpcValue, T> reader, String method, RpcParam... params) {
    return switch (ask(method, params)) {
      case Answered(var value) -> {
        try {
          yield reader.apply(value);
        } catch (JsonProblem e) {
          throw new ChainProblem(method + ": " + e.getMessage());
        }
      }
      case Failed failed -> throw ChainProblem.of(method, failed);
      case Unreachable absent -> throw ChainProblem.silence(absent);
    };
  }

  /// The newest block.
  Head head() {
    return block(answer(RpcValue::text, "chain_getBlockHash"));
  }

  /// The newest block that stays.
  Head finalized() {
    return block(answer(RpcValue::text, "chain_getFinalizedHead"));
  }

  private Head block(String hash) {
    String number =
        answer(
            value -> value.object().literal("number"), "chain_getHeader", RpcParam.of(plain(hash)));
    return new Head(HexText.number(number), hash);
  }

  /// The hash of a block; refuses one that there is not yet.
  String hashOf(BlockNumber number) {
    return answer(
        value ->
            value
                .optionalText()
                .map(NodeReader::plain)
                .orElseThrow(() -> new ChainProblem("there is no block " + number)),
        "chain_getBlockHash",
        RpcParam.of(number.value()));
  }

  /// The transactions of a block, in order, as hexadecimal digits.
  List<String> transactions(String hash) {
    return answer(
        value -> value.object().object("block").texts("extrinsics"),
        "chain_getBlock",
        RpcParam.of(plain(hash)));
  }

  Versions versions(String hash) {
    return answer(
        value ->
            new Versions(
                value.object().integer("specVersion"),
                value.object().integer("transactionVersion")),
        "state_getRuntimeVersion",
        RpcParam.of(plain(hash)));
  }

  /// Metadata that names the runtime's APIs where the runtime has it, else older metadata.
  ScaleResult<Metadata> metadata(String hash) {
    var at = RpcParam.of(plain(hash));
    var newer =
        ask(
            "state_call",
            RpcParam.of("Metadata_metadata_at_version"),
            RpcParam.of(AT_VERSION_15),
            at);
    if (newer instanceof Answered(var value)) {
      var read = Metadata.readOptional(HexText.bytes(text(value)));
      if (read instanceof ScaleResult.Read<Metadata>) {
        return read;
      }
    }
    return Metadata.read(HexText.bytes(answer(RpcValue::text, "state_getMetadata", at)));
  }

  private static String text(RpcValue value) {
    try {
      return value.text();
    } catch (JsonProblem e) {
      throw new ChainProblem("the node's answer is no text");
    }
  }

  /// Calls a function of the runtime.
  Bytes call(String function, Bytes arguments, String hash) {
    return HexText.bytes(
        answer(
            RpcValue::text,
            "state_call",
            RpcParam.of(function),
            RpcParam.of(HexText.of(arguments)),
            RpcParam.of(plain(hash))));
  }

  /// What is stored under `key`; empty when nothing is.
  Optional<Bytes> stored(StorageKey key, String hash) {
    return answer(
            RpcValue::optionalText,
            "state_getStorage",
            RpcParam.of(key.hex()),
            RpcParam.of(plain(hash)))
        .map(HexText::bytes);
  }

  /// The value of an item, or the runtime's default; empty when it has neither.
  <V> Optional<V> value(ChainRuntime runtime, String hash, StorageItem<V> item, Bytes... keys) {
    var stored = stored(item.key(keys), hash);
    var read = stored.map(item::read).orElseGet(() -> item.absent(runtime.metadata()));
    return switch (read) {
      case ScaleResult.Read<V>(var value) -> Optional.of(value);
      case ScaleResult.Refused<V>(var why) when why.kind() == Kind.ABSENT && stored.isEmpty() ->
          Optional.empty();
      case ScaleResult.Refused<V>(var why) -> throw new ChainProblem(item + ": " + why);
    };
  }

  /// The nonce of the account's next transaction, those that wait included.
  long nextNonce(AccountId account) {
    return answer(
        RpcValue::integer, "system_accountNextIndex", RpcParam.of(account.address().value()));
  }

  static <V> V read(String what, ScaleResult<V> result) {
    return switch (result) {
      case ScaleResult.Read<V>(var value) -> value;
      case ScaleResult.Refused<V>(var why) -> throw new ChainProblem(what + ": " + why);
    };
  }

  /// A node's text that is sent back to it.
  private static String plain(String hash) {
    if (hash.length() > 66 || !hash.matches("0x[0-9a-fA-F]+")) {
      throw new ChainProblem("the node's hash is not one");
    }
    return hash;
  }
}
