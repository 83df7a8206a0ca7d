package io.byteleap.chain;

import io.byteleap.chain.ChainFault.Away;
import io.byteleap.chain.ChainFault.Call;
import io.byteleap.chain.ChainFault.Drops;
import io.byteleap.chain.ChainFault.Late;
import io.byteleap.chain.ChainFault.LosesAnswers;
import io.byteleap.chain.ChainFault.Refuses;
import io.byteleap.chain.ChainFault.Span;
import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;
import java.util.List;

/// The faults of a simulated chain as their file has them:
///
/// `{"faults":[{"kind":"away","from_block":100,"blocks":20}]}`. Kinds: `away`; `refuse` with `call`
/// (`serve_axon`, `set_weights`) and `error`; `rate_limit` with `call`; `late` with `by_blocks`;
/// `drop`; `lose_answer`. Without `from_block` a fault begins at genesis, without `blocks` it does
/// not end.
final class ChainFaultsFile {
  private static final Json JSON = Json.upTo(1 << 16);
  private static final int FAULTS_MAX = 64;

  private ChainFaultsFile() {}

  /// Throws what [Json] throws, or an [IllegalArgumentException].
  static List<ChainFault> read(String text) {
    var faults = JSON.parse(text).objects("faults");
    if (faults.size() > FAULTS_MAX) {
      throw new JsonProblem("faults", "more than " + FAULTS_MAX);
    }
    return faults.stream().map(ChainFaultsFile::fault).toList();
  }

  private static ChainFault fault(JsonObject json) {
    var span =
        new Span(
            new BlockNumber(json.integerOr("from_block", 0)),
            json.integerOr("blocks", Long.MAX_VALUE));
    return switch (json.literal("kind")) {
      case "away" -> new Away(span);
      case "refuse" -> new Refuses(call(json), json.text("error"), span);
      case "rate_limit" -> Refuses.asTooFast(call(json), span);
      case "late" -> new Late(json.integerWithin("by_blocks", 1, 1_000_000), span);
      case "drop" -> new Drops(span);
      case "lose_answer" -> new LosesAnswers(span);
      default ->
          throw new JsonProblem(
              "faults.kind", "must be away, refuse, rate_limit, late, drop or lose_answer");
    };
  }

  private static Call call(JsonObject json) {
    return switch (json.literal("call")) {
      case "serve_axon" -> Call.SERVE_AXON;
      case "set_weights" -> Call.SET_WEIGHTS;
      default -> throw new JsonProblem("faults.call", "must be serve_axon or set_weights");
    };
  }

  static String write(List<ChainFault> faults) {
    return JsonObject.builder()
        .putObjects("faults", faults.stream().map(ChainFaultsFile::write).toList())
        .build()
        .toText();
  }

  private static JsonObject write(ChainFault fault) {
    var json = JsonObject.builder();
    switch (fault) {
      case Away _ -> json.put("kind", "away");
      case Refuses(var call, var error, _) ->
          json.put("kind", "refuse").put("call", word(call)).put("error", error);
      case Late(var blocks, _) -> json.put("kind", "late").put("by_blocks", blocks);
      case Drops _ -> json.put("kind", "drop");
      case LosesAnswers _ -> json.put("kind", "lose_answer");
    }
    return json.put("from_block", fault.span().from().value())
        .put("blocks", fault.span().blocks())
        .build();
  }

  private static String word(Call call) {
    return switch (call) {
      case SERVE_AXON -> "serve_axon";
      case SET_WEIGHTS -> "set_weights";
    };
  }
}
