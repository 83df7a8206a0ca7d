package io.byteleap.wire.hub;

import io.byteleap.domain.matrix.MatrixSpec;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;
import io.byteleap.wire.hub.PolicySetting.Count;
import io.byteleap.wire.hub.PolicySetting.Fraction;
import io.byteleap.wire.hub.PolicySetting.Names;
import io.byteleap.wire.hub.PolicySetting.Word;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What the hub may change of a running validator's policy: each key with its place in the
/// configuration and its bounds.
///
/// Bounds are those of the configuration, its recommended ones where it only recommends: a value
/// that comes from outside gets no benefit of the doubt. Values are of their exact kind; nothing is
/// coerced.
public enum PolicyKey {
  CHALLENGE_INTERVAL("validation.challenge_interval", new Integers(1, 86_400)),
  CHALLENGE_TIMEOUT("validation.challenge_timeout", new Integers(1, 300)),
  CHALLENGE_TYPE("validation.challenge_type", new Words(Set.of("cpu_matrix", "gpu_matrix"))),
  RANKING_WINDOW_MINUTES("validation.ranking_window_minutes", new Integers(1, 169 * 60)),
  PARTICIPATION_RATE_THRESHOLD("validation.participation_rate_threshold", new Numbers(0.1, 1)),
  /// Positive, or -1 for one less than there are processors.
  VERIFICATION_CONCURRENT("validation.verification_concurrent", new IntegersOrAll(1_024)),
  VERIFICATION_INTERVAL("validation.verification_interval", new Integers(1, 86_400)),
  CPU_MATRIX_SIZE("validation.cpu.matrix_size", new Integers(100, MatrixSpec.SIZE_MAX)),
  CPU_SIZE_VARIANCE("validation.cpu.size_variance", new Numbers(0, 0.5)),
  CPU_ITERATIONS("validation.cpu.iterations", new Integers(1, MatrixSpec.ITERATIONS_MAX)),
  CPU_ROWS("validation.cpu.verification.row_verification_count", new Integers(1, 10_000)),
  CPU_ROWS_VARIANCE(
      "validation.cpu.verification.row_verification_count_variance", new Numbers(0, 1)),
  GPU_MATRIX_SIZE("validation.gpu.matrix_size", new Integers(128, 65_536)),
  GPU_SIZE_VARIANCE("validation.gpu.size_variance", new Numbers(0, 0.5)),
  GPU_ITERATIONS("validation.gpu.iterations", new Integers(1, 100_000)),
  GPU_MODEL_ALLOWLIST("validation.gpu.model_allowlist", new NameList(256)),
  GPU_COORDINATES("validation.gpu.verification.coordinate_sample_count", new Integers(1, 10_000)),
  GPU_COORDINATES_VARIANCE(
      "validation.gpu.verification.coordinate_sample_count_variance", new Numbers(0, 1)),
  GPU_ROWS("validation.gpu.verification.row_verification_count", new Integers(1, 100)),
  GPU_ROWS_VARIANCE(
      "validation.gpu.verification.row_verification_count_variance", new Numbers(0, 1)),
  GPU_ROW_SAMPLE_RATE("validation.gpu.verification.row_sample_rate", new Numbers(0, 1)),
  GPU_ABS_TOLERANCE("validation.gpu.verification.abs_tolerance", new Numbers(Double.MIN_VALUE, 1)),
  GPU_REL_TOLERANCE("validation.gpu.verification.rel_tolerance", new Numbers(Double.MIN_VALUE, 1)),
  GPU_SUCCESS_RATE_THRESHOLD(
      "validation.gpu.verification.success_rate_threshold", new Numbers(0.5, 1)),
  LEASE_WEIGHT("weight_management.score_weights.lease_weight", new Numbers(0, 1)),
  CHALLENGE_WEIGHT("weight_management.score_weights.challenge_weight", new Numbers(0, 1));

  /// Keys that exist and are read at the start only.
  static final Set<String> FIXED_AT_START =
      Set.of(
          "validation.proof_queue_max_size",
          "validation.gpu.enable_normalization",
          "weight_management.availability.window_hours");

  /// Parts of the configuration of which the hub may change something, in the order in which an
  /// acknowledgement names them.
  static final List<String> ROOTS = List.of("validation", "weight_management");

  private static final Set<String> SECTIONS =
      Arrays.stream(values())
          .map(key -> key.path.substring(0, key.path.lastIndexOf('.')))
          .collect(Collectors.toUnmodifiableSet());

  private final String path;

  @SuppressWarnings("ImmutableEnumChecker") // records of numbers and immutable sets
  private final Bounds bounds;

  PolicyKey(String path, Bounds bounds) {
    this.path = path;
    this.bounds = bounds;
  }

  /// Where the key stands in the configuration, with dots.
  public String path() {
    return path;
  }

  static Optional<PolicyKey> of(String path) {
    return Arrays.stream(values()).filter(key -> key.path.equals(path)).findFirst();
  }

  /// Whether `path` holds other keys.
  static boolean isSection(String path) {
    return SECTIONS.contains(path)
        || SECTIONS.stream().anyMatch(section -> section.startsWith(path + "."))
        || FIXED_AT_START.stream().anyMatch(key -> key.startsWith(path + "."));
  }

  /// The setting that stands under `name` in `section`. Throws what [io.byteleap.wire.Decoded#of]
  /// turns into a refusal.
  PolicySetting read(JsonObject section, String name) {
    return switch (bounds) {
      case Integers _, IntegersOrAll _ -> new Count(this, section.exactInteger(name));
      case Numbers _ -> new Fraction(this, section.exactNumber(name));
      case Words _ -> new Word(this, section.literal(name));
      case NameList _ -> new Names(this, section.optionalTexts(name).orElse(List.of()));
    };
  }

  void checkCount(long count) {
    switch (bounds) {
      case Integers(var min, var max) -> require(count >= min && count <= max);
      case IntegersOrAll(var max) -> require(count == -1 || (count >= 1 && count <= max));
      case Numbers _, Words _, NameList _ -> require(false);
    }
  }

  void checkFraction(double fraction) {
    require(bounds instanceof Numbers(var min, var max) && fraction >= min && fraction <= max);
  }

  void checkWord(String word) {
    require(bounds instanceof Words(var words) && words.contains(word));
  }

  void checkNames(List<String> names) {
    require(
        bounds instanceof NameList(var countMax)
            && names.size() <= countMax
            && names.stream().allMatch(NameList::isName));
  }

  private void require(boolean holds) {
    if (!holds) {
      throw new JsonProblem(path, "must be " + bounds.text());
    }
  }

  private sealed interface Bounds {
    String text();
  }

  private record Integers(long min, long max) implements Bounds {
    @Override
    public String text() {
      return "an integer of " + min + " to " + max;
    }
  }

  private record IntegersOrAll(long max) implements Bounds {
    @Override
    public String text() {
      return "-1, or an integer of 1 to " + max;
    }
  }

  private record Numbers(double min, double max) implements Bounds {
    @Override
    public String text() {
      return min == Double.MIN_VALUE
          ? "over 0 and at most " + max
          : "a number of " + min + " to " + max;
    }
  }

  private record Words(Set<String> words) implements Bounds {
    @Override
    public String text() {
      return "one of " + words.stream().sorted().toList();
    }
  }

  private record NameList(int countMax) implements Bounds {
    private static final int LENGTH_MAX = 128;

    static boolean isName(String text) {
      return !text.isBlank() && text.length() <= LENGTH_MAX;
    }

    @Override
    public String text() {
      return "a list of up to " + countMax + " short names";
    }
  }
}
