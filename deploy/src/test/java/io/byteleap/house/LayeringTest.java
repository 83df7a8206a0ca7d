package io.byteleap.house;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import io.byteleap.actor.CborSerializable;
import io.byteleap.config.RecordConfig;
import io.byteleap.config.Secret;
import io.byteleap.keys.Keypair;
import io.byteleap.keys.Mnemonic;
import io.byteleap.keys.SecretBytes;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import java.util.UUID;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.junit.jupiter.api.Test;

/// Who may know whom. Rules stand in plain test methods, and [#rulesDoRun] shows that a rule which
/// must fail does.
final class LayeringTest {
  private static final JavaClasses CODE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(new NoTestJars())
          .importPackages("io.byteleap");

  private static final String[] NODES = {
    "io.byteleap.validator..", "io.byteleap.miner..", "io.byteleap.worker..",
  };
  private static final String[] PEKKO = {"org.apache.pekko..", "scala.."};

  private static final class NoTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }

  @Test
  void rulesDoRun() {
    assertThat(CODE).hasSizeGreaterThan(300);
    assertThatThrownBy(
            () -> noClasses().should().resideInAPackage("io.byteleap.domain..").check(CODE))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void domain_isPure() {
    classes()
        .that()
        .resideInAPackage("io.byteleap.domain..")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                    "java..",
                    "javax.crypto..",
                    "jdk.incubator.vector..",
                    "org.jspecify..",
                    "io.byteleap.domain..")
                .and(not(resideInAnyPackage("java.net..", "java.nio.file..", "java.sql.."))))
        .check(CODE);
  }

  /// Their module may be missing, so that only classes that are loaded when it is there know it.
  @Test
  void vectorsStay_inTheClassesThatAreNamedAfterThem() {
    noClasses()
        .that()
        .haveSimpleNameNotStartingWith("Vector")
        .or()
        .resideOutsideOfPackages("io.byteleap.domain.matrix..", "io.byteleap.domain.exact..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jdk.incubator.vector..")
        .check(CODE);
  }

  @Test
  void domainAndWire_askNeitherClockNorChance() {
    noClasses()
        .that()
        .resideInAnyPackage("io.byteleap.domain..", "io.byteleap.wire..")
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .callMethod(UUID.class, "randomUUID")
        .orShould()
        .callMethod(InstantSource.class, "system")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Clock.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Random.class)
        .check(CODE);
  }

  @Test
  void secondRing_knowsNoActors() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.byteleap.json..",
            "io.byteleap.wire..",
            "io.byteleap.config..",
            "io.byteleap.port..",
            "io.byteleap.durable..",
            "io.byteleap.host..",
            "io.byteleap.keys..",
            "io.byteleap.wallet..",
            "io.byteleap.scale..",
            "io.byteleap.chain.metadata..",
            "io.byteleap.chain.subtensor..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(PEKKO)
        .check(CODE);
  }

  /// So that a node which seals nothing never loads native code.
  @Test
  void nativeCurve_staysBehindTheTimelock() {
    noClasses()
        .that()
        .doNotHaveSimpleName("DrandTimelock")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("supranational..")
        .check(CODE);
  }

  @Test
  void core_knowsNoNode() {
    noClasses()
        .that()
        .resideOutsideOfPackages(NODES)
        .and()
        .resideOutsideOfPackages(
            "io.byteleap.localnet..",
            "io.byteleap.faulttest..",
            "io.byteleap.loadtest..",
            "io.byteleap.redteam..",
            "io.byteleap.vmtest..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(NODES)
        .check(CODE);
  }

  @Test
  void nodes_doNotKnowEachOther() {
    slices()
        .matching("io.byteleap.(validator|miner|worker)..")
        .should()
        .notDependOnEachOther()
        .check(CODE);
  }

  @Test
  void onlyTheValidator_hasAMemory() {
    noClasses()
        .that()
        .resideInAnyPackage("io.byteleap.miner..", "io.byteleap.worker..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.byteleap.persistence..")
        .check(CODE);
  }

  @Test
  void packages_haveNoCycles() {
    slices().matching("io.byteleap.domain.(*)..").should().beFreeOfCycles().check(CODE);
    slices().matching("io.byteleap.persistence.(*)..").should().beFreeOfCycles().check(CODE);
    for (String node : new String[] {"validator", "miner", "worker"}) {
      slices().matching("io.byteleap." + node + ".(*)..").should().beFreeOfCycles().check(CODE);
    }
  }

  @Test
  void onlyPrograms_exitAndReadConfigurations() {
    noClasses()
        .that()
        .haveSimpleNameNotEndingWith("Main")
        .and()
        .areNotAssignableTo(RecordConfig.class)
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethodWhere(isCallOf(ActorSystem.class, "create"))
        .orShould()
        .callMethodWhere(isCallOf(RecordConfig.class, "load"))
        .check(CODE);
  }

  private static DescribedPredicate<JavaCall<?>> isCallOf(Class<?> owner, String method) {
    return DescribedPredicate.describe(
        owner.getSimpleName() + "." + method,
        call -> call.getTargetOwner().isEquivalentTo(owner) && call.getName().equals(method));
  }

  @Test
  void secrets_areRevealedAtTheDoorsOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.byteleap.transport..",
            "io.byteleap.wire..",
            "io.byteleap.persistence..",
            "io.byteleap.worker.vm.guest..")
        .should()
        .callMethod(Secret.class, "reveal")
        .check(CODE);
  }

  @Test
  void secretKeys_areRevealedWhereTheyAreComputedWithOrWritten() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.byteleap.keys..", "io.byteleap.wallet..")
        .should()
        .callMethod(SecretBytes.class, "reveal")
        .orShould()
        .callMethod(Mnemonic.class, "phrase")
        .orShould()
        .callMethod(Keypair.class, "privateKey")
        .check(CODE);
  }

  @Test
  void keys_arePure_andAloneKnowTheCurve() {
    noClasses()
        .that()
        .resideInAPackage("io.byteleap.keys..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.nio.file..", "java.net..", "org.slf4j..", "com.fasterxml..")
        .orShould()
        .callMethod(Instant.class, "now")
        .check(CODE);
    noClasses()
        .that()
        .doNotHaveSimpleName("Ristretto")
        .and()
        .doNotHaveFullyQualifiedName("io.byteleap.keys.Ristretto$Point")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("cafe.cryptography..")
        .check(CODE);
  }

  @Test
  void jacksonStays_whereJsonIsRead() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.byteleap.json..", "io.byteleap.actor..")
        .should()
        .dependOnClassesThat(resideInAPackage("com.fasterxml.."))
        .check(CODE);
  }

  @Test
  void sqlStays_inThePersistence() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.byteleap.persistence..")
        .and()
        .doNotHaveSimpleName("ShownFailure") // tells the outside world's failures from ours
        .should()
        .dependOnClassesThat(resideInAnyPackage("java.sql..", "org.postgresql..", "com.zaxxer.."))
        .check(CODE);
  }

  @Test
  void entities_areEventSourced_andAlwaysReply() {
    classes()
        .that()
        .haveSimpleNameEndingWith("Entity")
        .should()
        .beAssignableTo(EventSourcedBehaviorWithEnforcedReplies.class)
        .check(CODE);
  }

  @Test
  void validatorsCommands_canTravelInTheCluster() {
    classes()
        .that()
        .resideInAnyPackage(
            "io.byteleap.validator.peer..",
            "io.byteleap.validator.presence..",
            "io.byteleap.validator.weights..")
        .and()
        .haveSimpleName("Command")
        .should()
        .beAssignableTo(CborSerializable.class)
        .check(CODE);
  }
}
