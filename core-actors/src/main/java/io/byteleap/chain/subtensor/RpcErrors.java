package io.byteleap.chain.subtensor;

import io.byteleap.chain.subtensor.Reaction.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Tables of the ways in which nodes say no.
final class RpcErrors {
  private static final int INVALID = 1010;
  private static final int UNKNOWN_VALIDITY = 1011;
  private static final int BANNED = 1012;
  private static final int ALREADY_IN_POOL = 1013;
  private static final int PRIORITY_TOO_LOW = 1014;
  private static final int DROPPED = 1016;

  private static final Pattern CUSTOM =
      Pattern.compile("custom(?: error)?\"?: ?([0-9]{1,3})(?![0-9])", Pattern.CASE_INSENSITIVE);

  private record Text(String part, Kind kind) {}

  /// Parts of the texts of nodes (`sp_runtime`, `InvalidTransaction`), and of a forked runtime's.
  private static final List<Text> TEXTS =
      List.of(
          new Text("transaction is outdated", Kind.REREAD_NONCE),
          new Text("\"stale\"", Kind.REREAD_NONCE),
          new Text("will be valid in the future", Kind.REREAD_NONCE),
          new Text("\"future\"", Kind.REREAD_NONCE),
          new Text("bad signature", Kind.REREAD_RUNTIME),
          new Text("\"badproof\"", Kind.REREAD_RUNTIME),
          new Text("ancient birth block", Kind.WAIT_FOR_BLOCK),
          new Text("\"ancientbirthblock\"", Kind.WAIT_FOR_BLOCK),
          new Text("exhaust the block limits", Kind.WAIT_FOR_BLOCK),
          new Text("\"exhaustsresources\"", Kind.WAIT_FOR_BLOCK));

  private static final Set<String> LIFTED_BY_BLOCKS =
      Set.of(
          "SettingWeightsTooFast",
          "CommittingWeightsTooFast",
          "ServingRateLimitExceeded",
          "RateLimitExceeded",
          "TxRateLimitExceeded",
          "NetworkTxRateLimitExceeded",
          "TooManyUnrevealedCommits",
          "RevealTooEarly",
          "CommitBlockNotInRevealRange",
          "InvalidRevealRound");

  private static final Set<String> RULES_CHANGED =
      Set.of(
          "CommitRevealEnabled",
          "CommitRevealDisabled",
          "IncorrectCommitRevealVersion",
          "IncorrectWeightVersionKey");

  private RpcErrors() {}

  static Reaction reaction(RpcError error) {
    String why = error.code() + " " + (error.data().isEmpty() ? error.message() : error.data());
    return switch (error.code()) {
      case INVALID -> invalid(error.message() + " " + error.data(), why);
      case UNKNOWN_VALIDITY, BANNED, ALREADY_IN_POOL, PRIORITY_TOO_LOW, DROPPED ->
          Kind.WAIT_FOR_BLOCK.because(why);
      default -> Kind.GIVE_UP.because(why);
    };
  }

  private static Reaction invalid(String text, String why) {
    var custom = CUSTOM.matcher(text);
    if (custom.find()) {
      String name = InvalidTransaction.name(Integer.parseInt(custom.group(1)));
      return byName(name).because(name);
    }
    String lower = text.toLowerCase(Locale.ROOT);
    return TEXTS.stream()
        .filter(known -> lower.contains(known.part()))
        .map(Text::kind)
        .findFirst()
        .orElse(Kind.GIVE_UP)
        .because(why);
  }

  static Kind byName(String error) {
    if (LIFTED_BY_BLOCKS.contains(error)) {
      return Kind.WAIT_FOR_BLOCK;
    }
    return RULES_CHANGED.contains(error) ? Kind.REREAD_RUNTIME : Kind.GIVE_UP;
  }
}
