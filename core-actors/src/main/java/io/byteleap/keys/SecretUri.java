package io.byteleap.keys;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The chain's way of writing a secret key in one line: `phrase//hard/soft///password`. The phrase
/// is a [Mnemonic], or a seed of `0x` and 64 hex digits, or empty: then it is the phrase of the
/// public development accounts, whose keys everybody knows (`//Alice`). Everything after the phrase
/// may be missing; what follows `///` is the password. Source: Substrate, `sp-core`, `crypto.rs`.
public final class SecretUri {
  static final String DEVELOPMENT_PHRASE =
      "bottom drive obey lake curtain smoke basket hold race lonely fit walk";

  private static final int LENGTH_MAX = 1_024;
  private static final int JUNCTIONS_MAX = 32;
  private static final String PASSWORD_MARK = "///";
  private static final Pattern STEP = Pattern.compile("/(/?)([^/]+)");

  private SecretUri() {}

  /// What a text is.
  public sealed interface Reading {}

  public record Key(Keypair keypair) implements Reading {}

  public record Refused(Why why) implements Reading {}

  /// Why a text is no secret key.
  public enum Why {
    TOO_LONG,
    WRONG_NUMBER_OF_WORDS,
    UNKNOWN_WORD,
    WRONG_CHECKSUM,
    /// Begins like a seed, and has not 64 hex digits, or a password, which a seed cannot have.
    BAD_SEED,
    /// An empty step, or more than 32 of them.
    BAD_PATH
  }

  public static Reading read(String text) {
    if (text.length() > LENGTH_MAX) {
      return new Refused(Why.TOO_LONG);
    }
    if (text.isBlank()) {
      return new Refused(Why.WRONG_NUMBER_OF_WORDS); // nobody means the development key by nothing
    }
    int mark = text.indexOf(PASSWORD_MARK);
    String password = mark < 0 ? "" : text.substring(mark + PASSWORD_MARK.length());
    String main = mark < 0 ? text : text.substring(0, mark);
    int slash = main.indexOf('/');
    String phrase = (slash < 0 ? main : main.substring(0, slash)).strip();
    String path = slash < 0 ? "" : main.substring(slash);
    List<Junction> junctions = new ArrayList<>();
    return isPath(path, junctions)
        ? derived(root(phrase, password), junctions)
        : new Refused(Why.BAD_PATH);
  }

  /// Takes a path to pieces; whether it consists of steps altogether.
  private static boolean isPath(String path, List<Junction> junctions) {
    var step = STEP.matcher(path);
    int at = 0;
    while (at < path.length()) {
      if (junctions.size() == JUNCTIONS_MAX || !step.find(at) || step.start() != at) {
        return false;
      }
      var kind = step.group(1).isEmpty() ? Junction.Kind.SOFT : Junction.Kind.HARD;
      junctions.add(Junction.of(kind, step.group(2)));
      at = step.end();
    }
    return true;
  }

  private static Reading root(String phrase, String password) {
    if (phrase.startsWith("0x")) {
      var seed = PrefixedHex.decoded(phrase, Keypair.SEED_SIZE).filter(_ -> password.isEmpty());
      return seed.<Reading>map(bytes -> key(SecretBytes.taking(bytes)))
          .orElseGet(() -> new Refused(Why.BAD_SEED));
    }
    return switch (Mnemonic.read(phrase.isEmpty() ? DEVELOPMENT_PHRASE : phrase)) {
      case Mnemonic.Refused(var why) -> new Refused(why(why));
      case Mnemonic.Phrase(var mnemonic) -> {
        try (mnemonic) {
          yield key(mnemonic.seed(password));
        }
      }
    };
  }

  private static Key key(SecretBytes seed) {
    try (seed) {
      return new Key(Keypair.ofSeed(seed));
    }
  }

  private static Reading derived(Reading root, List<Junction> junctions) {
    return switch (root) {
      case Refused refused -> refused;
      case Key(var keypair) -> {
        var current = keypair;
        for (Junction junction : junctions) {
          try (var parent = current) {
            current = parent.derived(junction);
          }
        }
        yield new Key(current);
      }
    };
  }

  private static Why why(Mnemonic.Why why) {
    return switch (why) {
      case WRONG_NUMBER_OF_WORDS -> Why.WRONG_NUMBER_OF_WORDS;
      case UNKNOWN_WORD -> Why.UNKNOWN_WORD;
      case WRONG_CHECKSUM -> Why.WRONG_CHECKSUM;
    };
  }
}
