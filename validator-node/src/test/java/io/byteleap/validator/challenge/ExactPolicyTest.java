package io.byteleap.validator.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.challenge.Candidate;
import io.byteleap.domain.challenge.ChallengeSpec;
import io.byteleap.domain.challenge.Doubts;
import io.byteleap.domain.challenge.Muster;
import io.byteleap.domain.challenge.MusterId;
import io.byteleap.domain.challenge.Occasion;
import io.byteleap.domain.challenge.TargetPolicy;
import io.byteleap.domain.challenge.Work;
import io.byteleap.domain.challenge.Work.CpuWork;
import io.byteleap.domain.challenge.Work.ExactWork;
import io.byteleap.domain.exact.Bell;
import io.byteleap.domain.exact.Envelope.Judged;
import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.PeakRate;
import io.byteleap.domain.exact.RowPolicy;
import io.byteleap.domain.exact.UnitTerms;
import io.byteleap.domain.hardware.GpuFacts;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.matrix.SizePolicy;
import io.byteleap.domain.units.Label;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Seeds;
import io.byteleap.validator.challenge.ExactPolicy.GpuShapes;
import io.byteleap.validator.challenge.ExactPolicy.OfModel;
import io.byteleap.validator.challenge.ExactPolicy.Processors;
import io.byteleap.validator.challenge.WorkPolicy.CpuPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ExactPolicyTest {
  private static final WorkerId W1 = new WorkerId("w-1");
  private static final UnitId A = new UnitId("GPU-a");
  private static final UnitId B = new UnitId("GPU-b");
  private static final ExactShape PROCESSORS = new ExactShape(128, 2);
  private static final ExactShape SMALL = new ExactShape(256, 1);
  private static final ExactShape MEDIUM = new ExactShape(384, 1);
  private static final ExactShape LARGE = new ExactShape(512, 1);
  private static final ExactShape OF_T4 = new ExactShape(128, 1);
  private static final GpuShapes SHAPES =
      new GpuShapes(
          SMALL, MEDIUM, LARGE, List.of(new OfModel(new ModelAllowlist(List.of("T4")), OF_T4)));

  private static ChallengePolicy policy(Processors processors) {
    return policy(processors, ModelEnvelopes.NONE);
  }

  private static ChallengePolicy policy(Processors processors, ModelEnvelopes envelopes) {
    return new ChallengePolicy(
        new CpuPolicy(new SizePolicy(100, 0), 1, new TargetPolicy(5, 0)),
        Samples.PATIENCE,
        new ExactPolicy.On(
            processors,
            SHAPES,
            new ModelAllowlist(List.of("H100", "T4")),
            new RowPolicy(3, 16),
            envelopes,
            Samples.PATIENCE));
  }

  private static Optional<Work> work(Candidate candidate) {
    return drawn(policy(new Processors.All(PROCESSORS)), candidate, Doubts.NONE);
  }

  private static Optional<Work> drawn(ChallengePolicy policy, Candidate candidate, Doubts doubts) {
    var spec = policy.draw(candidate, doubts, Samples.T0, Seeds.generator(1));
    assertThat(policy.suits(candidate)).isEqualTo(spec.isPresent());
    return spec.map(ChallengeSpec::work);
  }

  private static Candidate candidate(Candidate.Skill skill, GpuFacts... gpus) {
    return new Candidate(W1, List.of(gpus), skill);
  }

  private static GpuFacts gpu(String model, String uuid, long memoryMiB) {
    return new GpuFacts(Label.of(model), Label.of(uuid), memoryMiB);
  }

  @Test
  void workersThatCannot_getVersion1() {
    var gpu = gpu("NVIDIA H100", "GPU-a", 81_559);

    assertThat(work(candidate(Candidate.Skill.MATRIX, gpu))).containsInstanceOf(CpuWork.class);
  }

  @Test
  void workersWithGpus_getWorkForThoseOfAllowedModels_thatCanCompute() {
    var found =
        work(
            candidate(
                Candidate.Skill.BOTH,
                gpu("NVIDIA H100", "GPU-b", 81_559),
                gpu("NVIDIA H100", "GPU-a", 81_559),
                gpu("RTX 4090", "GPU-c", 24_564),
                gpu("NVIDIA H100", "0000:01:00.0", 81_559)));

    assertThat(found)
        .contains(
            new ExactWork(LARGE, new TreeMap<>(Map.of(A, new UnitTerms(3), B, new UnitTerms(3)))));
  }

  @Test
  void workersWithOtherGpusOnly_getVersion1_orNothingWhenTheyCannotDoThat() {
    var other = gpu("RTX 4090", "GPU-c", 24_564);

    assertThat(work(candidate(Candidate.Skill.BOTH, other))).containsInstanceOf(CpuWork.class);
    assertThat(work(candidate(Candidate.Skill.EXACT, other))).isEmpty();
  }

  @Test
  void workersWithoutGpus_getWorkForTheirProcessors_whereThoseAreWanted() {
    var plain = candidate(Candidate.Skill.BOTH);

    assertThat(work(plain))
        .contains(new ExactWork(PROCESSORS, new TreeMap<>(Map.of(UnitId.CPU, new UnitTerms(3)))));
    assertThat(drawn(policy(new Processors.None()), plain, Doubts.NONE))
        .containsInstanceOf(CpuWork.class);
  }

  @Test
  void doubts_raiseTheRowsOfTheUnitThatTheyAreOf() {
    var doubts =
        new Doubts(
            new TreeMap<>(Map.of(W1, new TreeMap<>(Map.of(B, List.<Instant>of(Samples.T0))))));

    var found =
        drawn(
            policy(new Processors.None()),
            candidate(Candidate.Skill.BOTH, gpu("T4", "GPU-a", 15_360), gpu("T4", "GPU-b", 15_360)),
            doubts);

    assertThat(found)
        .contains(
            new ExactWork(OF_T4, new TreeMap<>(Map.of(A, new UnitTerms(3), B, new UnitTerms(6)))));
  }

  @Test
  void everyUnit_hasTheEnvelopeOfItsModel_forTheShapeThatItIsGiven() {
    var h100 = new PeakRate(1_979, 0.1);
    var t4 = new PeakRate(130, 0.05);
    var envelopes =
        new ModelEnvelopes(
            List.of(
                new ModelEnvelopes.OfModel(new ModelAllowlist(List.of("H100")), h100),
                new ModelEnvelopes.OfModel(new ModelAllowlist(List.of("T4")), t4)),
            Judged.FASTEST);
    var of = policy(new Processors.All(PROCESSORS), envelopes);
    var mixed =
        candidate(
            Candidate.Skill.BOTH,
            gpu("Tesla T4", "GPU-a", 15_360),
            gpu("NVIDIA H100 80GB HBM3", "GPU-b", 81_559),
            gpu("NVIDIA H100 MIG 1g.10gb", "GPU-c", 9_728));

    assertThat(drawn(of, mixed, Doubts.NONE))
        .contains(
            new ExactWork(
                OF_T4,
                new TreeMap<>(
                    Map.of(
                        A,
                        new UnitTerms(3, t4.envelope(OF_T4, Judged.FASTEST)),
                        B,
                        new UnitTerms(3, h100.envelope(OF_T4, Judged.FASTEST)),
                        new UnitId("GPU-c"),
                        new UnitTerms(3)))));
    assertThat(drawn(of, candidate(Candidate.Skill.BOTH), Doubts.NONE))
        .contains(new ExactWork(PROCESSORS, new TreeMap<>(Map.of(UnitId.CPU, new UnitTerms(3)))));
  }

  @Test
  void muster_asksTheSameUnits_forMoreWork_andWaitsLonger() {
    var muster =
        new Muster(
            new MusterId("m-1"),
            Samples.T0,
            Samples.T0.plusSeconds(60),
            new Bell.At(Samples.T0.plusSeconds(10)));
    var gpus =
        candidate(
            Candidate.Skill.BOTH,
            gpu("NVIDIA H100", "GPU-b", 81_559),
            gpu("NVIDIA H100", "GPU-a", 81_559));
    var policy = policy(new Processors.All(PROCESSORS));

    assertThat(policy.draw(gpus, muster, Doubts.NONE, Samples.T0, Seeds.generator(1)))
        .hasValueSatisfying(
            spec -> {
              assertThat(spec.occasion()).isEqualTo(muster);
              assertThat(spec.work())
                  .isEqualTo(
                      new ExactWork(
                          new ExactShape(115_200, 9),
                          new TreeMap<>(Map.of(A, new UnitTerms(2), B, new UnitTerms(2)))));
              assertThat(spec.patience().commit()).isEqualTo(Duration.ofMinutes(5));
              assertThat(spec.patience().prove()).isEqualTo(Duration.ofMinutes(5));
            });
    assertThat(
            policy.draw(
                candidate(Candidate.Skill.MATRIX),
                muster,
                Doubts.NONE,
                Samples.T0,
                Seeds.generator(1)))
        .hasValueSatisfying(spec -> assertThat(spec.occasion()).isEqualTo(Occasion.ANY_TIME));
  }

  @Test
  void shape_followsMemoryAndModel_andTheLeastWorkOfAllCounts() {
    assertThat(SHAPES.shapeFor(List.of(gpu("H100", "GPU-1", 81_559)))).isEqualTo(LARGE);
    assertThat(SHAPES.shapeFor(List.of(gpu("H100", "GPU-1", 24_564)))).isEqualTo(MEDIUM);
    assertThat(SHAPES.shapeFor(List.of(gpu("H100", "GPU-1", 0)))).isEqualTo(SMALL);
    assertThat(
            SHAPES.shapeFor(
                List.of(gpu("H100", "GPU-1", 81_559), gpu("NVIDIA T4", "GPU-2", 81_559))))
        .isEqualTo(OF_T4);
  }
}
