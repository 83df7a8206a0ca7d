package io.byteleap.chain.live;

import io.byteleap.chain.live.Submission.Dropped;
import io.byteleap.chain.live.Submission.End;
import io.byteleap.chain.live.Submission.Event;
import io.byteleap.chain.live.Submission.Freshness;
import io.byteleap.chain.live.Submission.HandedIn;
import io.byteleap.chain.live.Submission.Next;
import io.byteleap.chain.live.Submission.NotSent;
import io.byteleap.chain.live.Submission.Pause;
import io.byteleap.chain.live.Submission.Send;
import io.byteleap.chain.live.Submission.Sent;
import io.byteleap.chain.live.Submission.Turned;
import io.byteleap.chain.live.Submission.Watch;
import io.byteleap.chain.rpc.ExtrinsicWatch;
import io.byteleap.chain.rpc.RpcParam;
import io.byteleap.chain.rpc.RpcResult.Answered;
import io.byteleap.chain.rpc.RpcResult.Failed;
import io.byteleap.chain.rpc.RpcResult.NoValue;
import io.byteleap.chain.rpc.RpcResult.Unreachable;
import io.byteleap.chain.subtensor.Era;
import io.byteleap.chain.subtensor.ExtrinsicSigner;
import io.byteleap.chain.subtensor.RpcError;
import io.byteleap.chain.subtensor.Signing;
import io.byteleap.chain.subtensor.SubtensorCall;
import io.byteleap.chain.subtensor.TransactionFormat;
import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.units.Bytes;
import io.byteleap.port.Chain;
import io.byteleap.scale.ScaleRefusal;
import io.byteleap.scale.ScaleResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries out what [Submission] says: plans, signs, hands in, looks into blocks. One at a time.
final class Transactions {
  private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);

  /// Blocks in which a transaction may be. Source: what the existing validators sign for.
  private static final int PERIOD = 8;

  /// JSON-RPC 2.0.
  private static final int NO_SUCH_METHOD = -32_601;

  /// A block that stays and is further behind the newest than this is no use for an era.
  private static final long FINALITY_LAG_MAX = 4;

  private final NodeReader node;
  private final Runtimes runtimes;
  private final BlockSearch blocks;
  private final ExtrinsicSigner signer;

  /// Of the transaction that was handed in last; there is one at a time.
  private ExtrinsicWatch watch = ExtrinsicWatch.ofNone(new ExtrinsicWatch.Taken());

  Transactions(NodeReader node, Runtimes runtimes, BlockSearch blocks, ExtrinsicSigner signer) {
    this.node = node;
    this.runtimes = runtimes;
    this.blocks = blocks;
    this.signer = signer;
  }

  Chain.Outcome carryOut(Plan.Maker maker) {
    try {
      return run(maker, Submission.FIRST.begin());
    } catch (ChainProblem e) {
      return new Chain.Unreachable(e.why());
    } finally {
      watch.close();
    }
  }

  private Chain.Outcome run(Plan.Maker maker, Next first) {
    var next = first;
    while (true) {
      switch (next) {
        case Send(var freshness, var then) -> next = step(then, tried(maker, freshness));
        case Watch(var sent, var then) -> next = step(then, blocks.find(sent, watch::failure));
        case Pause(var until, var then) -> {
          blocks.await(until);
          next = new Send(Freshness.AS_KNOWN, then);
        }
        case End(var outcome) -> {
          return outcome;
        }
      }
    }
  }

  private Next step(Submission submission, Event event) {
    switch (event) {
      case Turned(var error) ->
          LOG.info(
              "transaction refused at the door, code={}, why={}", error.code(), error.message());
      case Dropped(var cause) -> LOG.info("transaction dropped, why={}", cause);
      case Submission.Decided _,
          Submission.Found _,
          HandedIn _,
          NotSent _,
          Submission.Missed _ -> {}
    }
    return submission.after(event, head(event));
  }

  /// The head that matters to what follows an event.
  private BlockNumber head(Event event) {
    return switch (event) {
      case Submission.Decided _, Turned _, Dropped _ -> node.head().number();
      case Submission.Found(var block, _) -> block;
      case HandedIn(var sent) -> sent.head();
      case NotSent _, Submission.Missed _ -> BlockNumber.GENESIS;
    };
  }

  private Event tried(Plan.Maker maker, Freshness freshness) {
    switch (freshness) {
      case READ_ANEW -> runtimes.forget();
      case AS_KNOWN -> {}
    }
    var head = node.head();
    var runtime = runtimes.at(head.hash());
    return switch (maker.make(runtime, head)) {
      case Plan.Decided(var outcome) -> new Submission.Decided(outcome);
      case Plan.Send(var call) -> handedIn(call, runtime, head);
    };
  }

  private Event handedIn(SubtensorCall call, ChainRuntime runtime, Head head) {
    return switch (runtime.format()) {
      case ScaleResult.Refused<TransactionFormat>(var why) -> unsigned(runtime, why);
      case ScaleResult.Read<TransactionFormat>(var format) ->
          switch (runtime.encoded(call)) {
            case ScaleResult.Refused<Bytes>(var why) -> unsigned(runtime, why);
            case ScaleResult.Read<Bytes>(var bytes) -> {
              var finalized = node.finalized().number();
              var current =
                  head.number().since(finalized) > FINALITY_LAG_MAX ? head.number() : finalized;
              var era = Era.Mortal.from(current, PERIOD);
              var signing = signing(runtime, era, era.birth(current));
              var hex = format.sign(bytes, signing, signer).hex();
              yield submitted(new Sent(hex, head.number(), era.death(current)), call);
            }
          };
    };
  }

  /// Nothing is ever signed that is not understood.
  private static Event unsigned(ChainRuntime runtime, ScaleRefusal why) {
    return new Submission.Decided(
        new Chain.Refused(
            "this version cannot sign for runtime "
                + runtime.versions().specVersion()
                + ": "
                + why));
  }

  private Signing signing(ChainRuntime runtime, Era era, BlockNumber birth) {
    var genesis = HexText.bytes(node.hashOf(BlockNumber.GENESIS));
    var bound = HexText.bytes(node.hashOf(birth));
    long nonce = node.nextNonce(signer.account());
    try {
      return new Signing(runtime.versions(), genesis, era, bound, nonce, Signing.Tip.NONE);
    } catch (IllegalArgumentException e) {
      throw new ChainProblem("the node's answers cannot be signed for: " + e.getMessage());
    }
  }

  private Event submitted(Sent sent, SubtensorCall call) {
    watch.close();
    watch = node.handIn(sent.hex());
    return switch (node.door(watch)) {
      case ExtrinsicWatch.Taken() -> handedIn(sent, call);
      case ExtrinsicWatch.NotTaken(Failed(var code, _, _)) when code == NO_SUCH_METHOD ->
          unwatched(sent, call);
      case ExtrinsicWatch.NotTaken(var why) -> notTaken(why, sent, call);
    };
  }

  /// By a node that does not tell what becomes of it.
  private Event unwatched(Sent sent, SubtensorCall call) {
    return switch (node.ask("author_submitExtrinsic", RpcParam.of(sent.hex()))) {
      case Answered _ -> handedIn(sent, call);
      case NoValue why -> notTaken(why, sent, call);
    };
  }

  private static Event handedIn(Sent sent, SubtensorCall call) {
    LOG.info("handed in, call={}, head={}", call.callName(), sent.head());
    return new HandedIn(sent);
  }

  private static Event notTaken(NoValue why, Sent sent, SubtensorCall call) {
    return switch (why) {
      case Failed(var code, var message, var data) ->
          new Turned(
              new RpcError(
                  Math.clamp(code, Integer.MIN_VALUE, Integer.MAX_VALUE),
                  message.value(),
                  data.value()));
      case Unreachable absent when absent.absence().maybeDone() -> {
        LOG.warn("handed in, perhaps, call={}, cause={}", call.callName(), absent);
        yield new HandedIn(sent);
      }
      case Unreachable absent -> new NotSent(absent.toString());
    };
  }
}
