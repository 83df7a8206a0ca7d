package io.byteleap.validator.challenge;

import io.byteleap.domain.challenge.Candidate;
import io.byteleap.domain.challenge.ChallengeSpec.Patience;
import io.byteleap.domain.challenge.Doubts;
import io.byteleap.domain.challenge.MusterWork;
import io.byteleap.domain.challenge.Work.ExactWork;
import io.byteleap.domain.exact.ExactOrder;
import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.RowPolicy;
import io.byteleap.domain.exact.UnitTerms;
import io.byteleap.domain.hardware.GpuFacts;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.units.Label;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Which challenges of version 2 are ordered, and of whom.
public sealed interface ExactPolicy {
  /// None: everybody gets version 1.
  record Off() implements ExactPolicy {}

  /// `envelopes` are of the GPUs' models; `patience` is how long each step may take.
  record On(
      Processors processors,
      GpuShapes gpus,
      ModelAllowlist models,
      RowPolicy rows,
      ModelEnvelopes envelopes,
      Patience patience)
      implements ExactPolicy {
    /// All processor cores together are a unit of no model.
    private static final SortedMap<UnitId, Label> PROCESSORS =
        Collections.unmodifiableSortedMap(new TreeMap<>(Map.of(UnitId.CPU, Label.NONE)));

    /// How long commitments of a muster are waited for, the most that a task may say; and openings.
    public static final Duration MUSTER_PATIENCE = Duration.ofMinutes(5);

    /// Who of a candidate is asked, which work by rights, and the least memory that any of them
    /// claims, 0 for processors.
    private record Asked(ExactShape shape, SortedMap<UnitId, Label> units, long memoryMiB) {}

    /// Work for a candidate that says it can do version 2: for all its GPUs of allowed models, or
    /// for its processors when it has no GPU. Empty when there is nothing of these.
    Optional<ExactWork> work(Candidate candidate, Doubts doubts, Instant now) {
      return asked(candidate)
          .map(asked -> work(candidate, asked.shape(), asked.units(), new Looks(doubts, now)));
    }

    /// What a muster asks of the same units. Who is slow commits to its first rows when it can, and
    /// the openings of all that are called come over one line: both have [#MUSTER_PATIENCE], the
    /// most that ordinary ones may have.
    Optional<Mustered> muster(Candidate candidate, Doubts doubts, Instant now) {
      return asked(candidate)
          .map(
              asked -> {
                var shape = MusterWork.of(asked.shape(), asked.memoryMiB());
                return new Mustered(
                    work(candidate, shape, asked.units(), new Looks(doubts, now)),
                    new Patience(
                        patience.collect(), MUSTER_PATIENCE, MUSTER_PATIENCE, patience.judge()));
              });
    }

    private Optional<Asked> asked(Candidate candidate) {
      if (!candidate.canExact()) {
        return Optional.empty();
      }
      if (candidate.gpus().isEmpty()) {
        return processors.shape().map(shape -> new Asked(shape, PROCESSORS, 0));
      }
      var allowed = candidate.gpus().stream().filter(gpu -> models.allows(gpu.model())).toList();
      var units = new TreeMap<UnitId, Label>();
      allowed.forEach(
          gpu -> GpuUnits.of(gpu).forEach(unit -> units.putIfAbsent(unit, gpu.model())));
      while (units.size() > ExactOrder.UNITS_MAX) {
        units.pollLastEntry();
      }
      return units.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new Asked(
                  gpus.shapeFor(allowed),
                  units,
                  allowed.stream().mapToLong(GpuFacts::memoryMiB).min().orElse(0)));
    }

    boolean suits(Candidate candidate) {
      return work(candidate, Doubts.NONE, Instant.EPOCH).isPresent();
    }

    /// The doubts that there are at `now`.
    private record Looks(Doubts doubts, Instant now) {}

    private ExactWork work(
        Candidate candidate, ExactShape shape, SortedMap<UnitId, Label> units, Looks looks) {
      var terms = new TreeMap<UnitId, UnitTerms>();
      units.forEach(
          (unit, model) -> {
            int doubts = looks.doubts().count(candidate.worker(), unit, looks.now());
            terms.put(
                unit, new UnitTerms(rows.count(shape, doubts), envelopes.envelope(model, shape)));
          });
      return new ExactWork(shape, terms);
    }
  }

  /// Work at a muster, and how long each of its steps may take.
  record Mustered(ExactWork work, Patience patience) {}

  /// What processors compute.
  sealed interface Processors {
    Optional<ExactShape> shape();

    /// Workers without GPUs are not challenged.
    record None() implements Processors {
      @Override
      public Optional<ExactShape> shape() {
        return Optional.empty();
      }
    }

    record All(ExactShape ofAll) implements Processors {
      @Override
      public Optional<ExactShape> shape() {
        return Optional.of(ofAll);
      }
    }
  }

  /// What GPUs compute: by their memory, unless their model is named. A challenge has one shape, so
  /// that several GPUs of one worker get that of the least work among them.
  record GpuShapes(ExactShape small, ExactShape medium, ExactShape large, List<OfModel> named) {
    /// GPUs with less memory than this are small, those with less than [#LARGE_MIB] medium.
    static final long MEDIUM_MIB = 16_000;

    static final long LARGE_MIB = 40_000;

    public GpuShapes {
      named = List.copyOf(named);
    }

    ExactShape shapeFor(List<GpuFacts> gpus) {
      return gpus.stream()
          .map(this::shapeFor)
          .min(Comparator.comparingLong(ExactShape::multiplyAdds))
          .orElseThrow(() -> new IllegalArgumentException("no GPU"));
    }

    private ExactShape shapeFor(GpuFacts gpu) {
      return named.stream()
          .filter(model -> model.models().allows(gpu.model()))
          .findFirst()
          .map(OfModel::shape)
          .orElseGet(() -> shapeFor(gpu.memoryMiB()));
    }

    private ExactShape shapeFor(long memoryMiB) {
      if (memoryMiB < MEDIUM_MIB) {
        return small;
      }
      return memoryMiB < LARGE_MIB ? medium : large;
    }
  }

  /// What GPUs of some models compute.
  record OfModel(ModelAllowlist models, ExactShape shape) {}
}
