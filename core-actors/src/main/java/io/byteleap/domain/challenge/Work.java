package io.byteleap.domain.challenge;

import io.byteleap.domain.exact.ExactOrder;
import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.OpeningRequest;
import io.byteleap.domain.exact.RowPolicy;
import io.byteleap.domain.exact.UnitTerms;
import io.byteleap.domain.gpu.ColumnSample;
import io.byteleap.domain.gpu.GpuMatrixSpec;
import io.byteleap.domain.gpu.GpuTolerance;
import io.byteleap.domain.gpu.SignerKeys;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.matrix.MatrixSpec;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/// What a challenge has computed, on which units, and how closely it will be looked at.
public sealed interface Work {
  /// Rows and columns of the matrices.
  int size();

  /// How often the product is computed.
  int iterations();

  /// The units that may commit.
  SortedSet<UnitId> units();

  /// The units that must.
  SortedSet<UnitId> mustCommit();

  /// What each of `units` is asked to open: never nothing. `random` must be cryptographically
  /// secure outside tests.
  List<UnitTargets> drawTargets(List<UnitId> units, RandomGenerator random);

  /// A product of whole numbers by all processor cores together.
  record CpuWork(MatrixSpec matrix, TargetPolicy targets) implements Work {
    private static final SortedSet<UnitId> THE_CPU =
        Collections.unmodifiableSortedSet(new TreeSet<>(Set.of(UnitId.CPU)));

    @Override
    public int size() {
      return matrix.size();
    }

    @Override
    public int iterations() {
      return matrix.iterations();
    }

    @Override
    public SortedSet<UnitId> units() {
      return THE_CPU;
    }

    @Override
    public SortedSet<UnitId> mustCommit() {
      return THE_CPU;
    }

    @Override
    public List<UnitTargets> drawTargets(List<UnitId> units, RandomGenerator random) {
      var rows = targets.draw(size(), random);
      return units.stream().map(unit -> new UnitTargets(unit, rows, List.of())).toList();
    }
  }

  /// A product in half precision by each of `gpus` (1 to 64, those of the worker's inventory that
  /// may commit).
  record GpuWork(
      GpuMatrixSpec matrix, GpuTargetPolicy targets, GpuCheck check, SortedSet<UnitId> gpus)
      implements Work {
    /// GPUs of one worker that are challenged at once.
    public static final int GPUS_MAX = 64;

    public GpuWork {
      if (gpus.isEmpty() || gpus.size() > GPUS_MAX || gpus.contains(UnitId.CPU)) {
        throw new IllegalArgumentException("1 to " + GPUS_MAX + " GPUs must be asked");
      }
      gpus = Collections.unmodifiableSortedSet(new TreeSet<>(gpus));
    }

    @Override
    public int size() {
      return matrix.size();
    }

    @Override
    public int iterations() {
      return matrix.iterations();
    }

    @Override
    public SortedSet<UnitId> units() {
      return gpus;
    }

    /// All of them when all are asked. Which one a single index means is only known to the worker.
    @Override
    public SortedSet<UnitId> mustCommit() {
      return matrix.asksEveryGpu() ? gpus : Collections.emptySortedSet();
    }

    @Override
    public List<UnitTargets> drawTargets(List<UnitId> units, RandomGenerator random) {
      return targets.draw(units, size(), random);
    }
  }

  /// The exact product (challenge v2) by each of these units (1 to 64), and what holds for each.
  record ExactWork(ExactShape shape, SortedMap<UnitId, UnitTerms> terms) implements Work {
    public ExactWork {
      if (terms.isEmpty() || terms.size() > ExactOrder.UNITS_MAX) {
        throw new IllegalArgumentException("1 to " + ExactOrder.UNITS_MAX + " units must be asked");
      }
      int most = OpeningRequest.rowsMax(shape);
      if (terms.values().stream().anyMatch(each -> each.rows() > most)) {
        throw new IllegalArgumentException("1 to " + most + " rows of this shape can be opened");
      }
      terms = Collections.unmodifiableSortedMap(new TreeMap<>(terms));
    }

    @Override
    public int size() {
      return shape.size();
    }

    @Override
    public int iterations() {
      return shape.steps();
    }

    @Override
    public SortedSet<UnitId> units() {
      return new TreeSet<>(terms.keySet());
    }

    @Override
    public SortedSet<UnitId> mustCommit() {
      return units();
    }

    @Override
    public List<UnitTargets> drawTargets(List<UnitId> units, RandomGenerator random) {
      return units.stream()
          .map(
              unit -> {
                int count = Optional.ofNullable(terms.get(unit)).map(UnitTerms::rows).orElse(1);
                return new UnitTargets(unit, RowPolicy.draw(shape, count, random), List.of());
              })
          .toList();
    }
  }

  /// By what a GPU's evidence is measured: how far values may be off, which columns of opened rows
  /// are recomputed, and who must have signed.
  record GpuCheck(GpuTolerance tolerance, ColumnSample columns, SignerKeys signers) {}
}
