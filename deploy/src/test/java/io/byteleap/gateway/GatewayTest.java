package io.byteleap.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.rental.HandoverProof;
import io.byteleap.domain.rental.OrderEnd;
import io.byteleap.domain.rental.OrderKind;
import io.byteleap.domain.rental.Rental;
import io.byteleap.domain.rental.Rental.Phase;
import io.byteleap.domain.rental.RentalId;
import io.byteleap.domain.rental.RentalOrder;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.vm.VmStatus;
import io.byteleap.json.JsonObject;
import io.byteleap.tls.Authority;
import io.byteleap.tls.P256Key;
import io.byteleap.tls.Pems;
import io.byteleap.tls.SigningRequest;
import io.byteleap.tls.TlsContexts;
import io.byteleap.validator.gateway.RentalEntity;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.EnrolGrant;
import io.byteleap.wire.vm.DeviceState;
import io.byteleap.wire.vm.Enrolment;
import io.byteleap.wire.vm.Pem;
import io.byteleap.wire.vm.VmOperation;
import io.byteleap.worker.gateway.GatewayLink;
import io.byteleap.worker.gateway.OldState;
import io.byteleap.worker.link.TokenReply;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLContext;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The protocol from door to door: enrolment, sessions over mutual TLS, orders, renewal, and every
/// way in that must be shut.
final class GatewayTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final RentalId VM = new RentalId("0a1b2c3d-0000-4000-8000-000000000001");

  @TempDir private Path folder;
  private GatewaySite site;

  @BeforeEach
  void open() throws Exception {
    site = new GatewaySite(folder);
  }

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void worker_enrolsAndConnects_keepingWhoItIsToItself() throws Exception {
    var link = site.worker("localhost");

    connected(link);

    assertThat(Files.getPosixFilePermissions(site.stateFile()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    var state = state();
    assertThat(state.certificate().getSubjectX500Principal().getName())
        .isEqualTo("CN=" + GatewaySite.WORKER);
    assertThat(state.granted().gateway()).isEqualTo(site.doors.sessionUrl());
    await().atMost(PATIENCE).until(() -> !site.devices.seenSince(Instant.EPOCH).isEmpty());
    assertThat(site.devices.seenSince(Instant.EPOCH)).containsExactly(GatewaySite.OWNER);
    assertThat(Files.getPosixFilePermissions(folder.resolve("gateway-ca.key.pem")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void workerThatStartsAgain_needsNoToken() throws Exception {
    var first = site.worker("localhost");
    connected(first);
    site.kit.stop(first);
    site.miner.set(_ -> new TokenReply.Refused("none any more"));

    connected(site.worker("localhost"));

    assertThat(site.devices.count()).isOne();
  }

  @Test
  void machine_isMadeLookedAtStoppedAndGivenBack_andTheLeaseGoesWithIt() throws Exception {
    connected(site.worker("localhost"));

    assertThat(site.begin(GatewaySite.terms(VM.value())).phase()).isEqualTo(Phase.LEASING);
    phase(Phase.RUNNING);

    assertThat(site.activeLeases(VM)).containsExactly(VM.lease(1).value());
    assertThat(site.keeper.carried).hasSize(1);
    assertThat(site.keeper.carried.getFirst().operation())
        .isInstanceOfSatisfying(
            VmOperation.Create.class,
            create -> {
              assertThat(create.name()).isEqualTo(VM.machine());
              assertThat(create.access().password().isEmpty()).isTrue();
              assertThat(create.access().keys()).hasSize(1);
            });
    assertThat(site.stats(VM))
        .isEqualTo(new RentalEntity.Known(VmStatus.RUNNING, "{\"cpu_count\":2}"));

    site.order(VM, OrderKind.STOP);
    phase(Phase.STOPPED);
    site.order(VM, OrderKind.START);
    phase(Phase.RUNNING);
    site.order(VM, OrderKind.REBOOT);
    await().atMost(PATIENCE).until(() -> site.look(VM).openOrder().isEmpty());
    site.order(VM, OrderKind.DESTROY);
    phase(Phase.ENDED);

    assertThat(site.keeper.machines).isEmpty();
    var ended = site.look(VM);
    assertThat(ended.orders())
        .extracting(RentalOrder::kind)
        .containsExactly(
            OrderKind.CREATE, OrderKind.STOP, OrderKind.START, OrderKind.REBOOT, OrderKind.DESTROY);
    assertThat(ended.handovers())
        .singleElement()
        .satisfies(
            handed -> {
              assertThat(handed.proof()).isEqualTo(HandoverProof.VERIFIED);
              assertThat(handed.handover().handover().isClean()).isTrue();
            });
    await().atMost(PATIENCE).until(() -> site.activeLeases(VM).isEmpty());
    var meter = ended.tenure().meter(Instant.now());
    assertThat(meter.delivered()).isEqualTo(meter.promised()).isPositive();
  }

  @Test
  void orderWhoseAnswerWasLost_withSessionAndRental_hasExactlyOneEnd() throws Exception {
    var first = site.worker("localhost");
    connected(first);
    site.keeper.holdsBack = true;
    site.begin(GatewaySite.terms(VM.value()));
    await().atMost(PATIENCE).until(() -> site.keeper.carried.size() == 1);

    site.kit.stop(first);
    site.moveRental(VM);
    site.keeper.letGo();
    connected(site.worker("localhost"));
    phase(Phase.RUNNING);

    assertThat(site.keeper.carried).hasSize(1);
    assertThat(site.look(VM).orders())
        .singleElement()
        .extracting(RentalOrder::state)
        .isInstanceOfSatisfying(
            RentalOrder.Over.class, over -> assertThat(over.end()).isEqualTo(new OrderEnd.Done()));
  }

  @Test
  void orderOfAWorkerThatIsAway_failsWithItsName_andLeavesNothing() throws Exception {
    site.close();
    site = new GatewaySite(folder, "localhost", Duration.ofSeconds(1));

    site.begin(GatewaySite.terms(VM.value()));
    phase(Phase.FAILED);

    assertThat(site.look(VM).orders())
        .singleElement()
        .extracting(RentalOrder::state)
        .isInstanceOfSatisfying(
            RentalOrder.Over.class,
            over ->
                assertThat(over.end())
                    .isEqualTo(
                        new OrderEnd.Failed(
                            OrderEnd.Why.WORKER_AWAY,
                            Label.of("the worker was not there in time"))));
    await().atMost(PATIENCE).until(() -> site.activeLeases(VM).isEmpty());
    assertThat(site.keeper.carried).isEmpty();
  }

  @Test
  void rental_askedForTwice_isOne_andAnOrderTooMany_isRefused() throws Exception {
    connected(site.worker("localhost"));
    site.keeper.holdsBack = true;

    site.begin(GatewaySite.terms(VM.value()));
    site.begin(GatewaySite.terms(VM.value()));
    await().atMost(PATIENCE).until(() -> site.keeper.carried.size() == 1);

    assertThat(site.reply(VM, to -> new RentalEntity.Order(OrderKind.STOP, to)))
        .isInstanceOfSatisfying(
            RentalEntity.Refused.class,
            refused -> assertThat(refused.why()).isEqualTo(Rental.Refusal.ORDER_UNDER_WAY));
    site.order(VM, OrderKind.DESTROY);
    site.keeper.letGo();
    phase(Phase.ENDED);
    assertThat(site.keeper.machines).isEmpty();
    assertThat(site.reply(new RentalId("ffffffff"), RentalEntity.GetRental::new))
        .isEqualTo(new RentalEntity.NotThere());
  }

  @Test
  void certificate_isRenewedAtTwoThirds_andTheWorkerReconnectsWithIt() throws Exception {
    var link = site.worker("localhost");
    connected(link);
    var before = state().granted().serial();
    site.kit.stop(link);
    site.workerAhead.set(Duration.ofDays(25));

    connected(site.worker("localhost"));
    await().atMost(PATIENCE).until(() -> !state().granted().serial().equals(before));
    connected(site.worker("localhost"));

    assertThat(site.devices.count()).isEqualTo(2);
    assertThat(state().renewedAt()).isNotEqualTo(DeviceState.UNKNOWN);
    assertThat(state().granted().trusted().text()).isNotEmpty();
  }

  @Test
  void stateOfTheExistingWorker_isTakenOverOnce_whenItIsItsOwnersAlone() throws Exception {
    var link = site.worker("localhost");
    connected(link);
    site.kit.stop(link);
    var enrolled = Files.readString(site.stateFile());
    var old = Files.writeString(folder.resolve("old_state.json"), enrolled);
    var own = folder.resolve("data/vmgw_state.json");

    Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rw-r--r--"));
    OldState.takeOver(old, own);
    assertThat(own).doesNotExist();

    Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rw-------"));
    OldState.takeOver(old, own);
    assertThat(own).hasContent(enrolled);
    assertThat(Files.getPosixFilePermissions(own))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));

    Files.writeString(old, "{}");
    OldState.takeOver(old, own);
    assertThat(own).hasContent(enrolled);
  }

  @Test
  void revokedWorker_isRefused_enrolsNoMore_andComesBackWhenItIsAllowed() throws Exception {
    connected(site.worker("localhost"));
    site.devices.revoke(GatewaySite.OWNER, Instant.now());

    var again = site.worker("localhost");
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                site.status(again) instanceof GatewayLink.Away(var why)
                    && why.contains("worker is revoked"));
    assertThat(Files.exists(site.stateFile())).isTrue();

    site.devices.allow(GatewaySite.OWNER);
    connected(again);
  }

  @Test
  void workerThatTheGatewayHasForgotten_enrolsAnew_withTheKeyItHas() throws Exception {
    var link = site.worker("localhost");
    connected(link);
    var key = state().certificate().getPublicKey();
    site.kit.stop(link);
    site.devices.forgetAll();

    connected(site.worker("localhost"));

    assertThat(state().certificate().getPublicKey()).isEqualTo(key);
    assertThat(site.devices.count()).isOne();
  }

  @Test
  void hostThatIsNotOnTheList_getsNothing() throws Exception {
    var link = site.worker("gateway.example");

    await()
        .atMost(PATIENCE)
        .until(
            () ->
                site.status(link) instanceof GatewayLink.Away(var why)
                    && why.contains("none of vmgw.enrolment_hosts"));
    assertThat(site.devices.count()).isZero();
    assertThat(Files.exists(site.stateFile())).isFalse();
  }

  @Test
  void gatewayOfAnotherName_isNotSpokenTo() throws Exception {
    connected(site.worker("localhost"));
    String text = Files.readString(site.stateFile());
    Files.writeString(site.stateFile(), text.replace("wss://localhost:", "wss://127.0.0.1:"));
    site.miner.set(_ -> new TokenReply.Refused("none any more"));

    var link = site.worker("localhost");

    await()
        .atMost(PATIENCE)
        .until(
            () ->
                site.status(link) instanceof GatewayLink.Away(var why)
                    && why.contains("none any more"));
  }

  @Test
  void badTokensAndRequests_areRefusedByName_andLeaveNothing() throws Exception {
    var key = P256Key.draw();
    var good = site.token();

    assertThat(enrol("", request(key, GatewaySite.WORKER))).startsWith("401 ");
    assertThat(enrol("a.b.c", request(key, GatewaySite.WORKER)))
        .startsWith("401 ")
        .contains("none of this validator's");
    assertThat(enrol(tampered(good), request(key, GatewaySite.WORKER)))
        .startsWith("401 ")
        .contains("not signed by this validator");
    assertThat(enrol(good.token().reveal(), request(key, new WorkerId("another"))))
        .startsWith("400 ")
        .contains("the token is for another worker");
    assertThat(
            enrol(
                good.token().reveal(),
                body(GatewaySite.WORKER, SigningRequest.pem("another", key))))
        .startsWith("400 ")
        .contains("in another name");
    assertThat(
            enrol(
                good.token().reveal(),
                body(GatewaySite.WORKER, Pems.text("CERTIFICATE REQUEST", new byte[] {1, 2}))))
        .startsWith("400 ")
        .contains("csrPem");
    assertThat(enrol(good.token().reveal(), "{}")).startsWith("400 ").contains("workerId");
    assertThat(site.devices.count()).isZero();

    assertThat(enrol(good.token().reveal(), request(key, GatewaySite.WORKER))).startsWith("200 ");
    assertThat(enrol(good.token().reveal(), request(key, GatewaySite.WORKER)))
        .startsWith("401 ")
        .contains("token was used before");
    assertThat(site.devices.count()).isOne();
  }

  @Test
  void sessionDoor_isShut_withoutACertificate_andForThoseOfOthers() throws Exception {
    var stranger = P256Key.draw();
    var now = Instant.now();
    var validity = new Authority.Validity(now, now.plusSeconds(3_600));
    var other = Authority.make("byteleap-gateway", P256Key.draw(), validity, new SecureRandom());
    var theirs =
        other.issue(
            GatewaySite.WORKER.value(), stranger.publicKey(), validity, new Authority.Client());
    var anchors = List.of(site.authority.certificate());

    assertThat(dial(TlsContexts.trusting(anchors))).contains("certificate");
    assertThat(dial(TlsContexts.mutual(List.of(theirs), stranger, anchors)))
        .contains("certificate");
    assertThat(site.devices.seenSince(Instant.EPOCH)).isEmpty();
  }

  private String dial(SSLContext tls) {
    try (var client = HttpClient.newBuilder().sslContext(tls).build()) {
      client
          .newWebSocketBuilder()
          .buildAsync(URI.create(site.doors.sessionUrl().text()), new WebSocket.Listener() {})
          .join();
      return "open";
    } catch (CompletionException e) {
      return String.valueOf(e.getCause());
    }
  }

  private static String tampered(EnrolGrant grant) {
    String token = grant.token().reveal();
    int middle = token.indexOf('.') + 5;
    char other = token.charAt(middle) == 'A' ? 'B' : 'A';
    return token.substring(0, middle) + other + token.substring(middle + 1);
  }

  private static String request(P256Key key, WorkerId worker) {
    return body(worker, SigningRequest.pem(worker.value(), key));
  }

  private static String body(WorkerId worker, String request) {
    return new Enrolment.Request(
            worker, Label.NONE, Label.of("1"), List.of(), Pem.request(request), JsonObject.EMPTY)
        .toText();
  }

  /// Status and body.
  private String enrol(String token, String body) throws Exception {
    var anchors = List.<X509Certificate>of(site.authority.certificate());
    try (var client =
        HttpClient.newBuilder()
            .sslContext(TlsContexts.trusting(anchors))
            .version(HttpClient.Version.HTTP_1_1)
            .build()) {
      var response =
          client.send(
              HttpRequest.newBuilder(URI.create(site.doors.enrolmentUrl().text()))
                  .header("Authorization", "Bearer " + token)
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      return response.statusCode() + " " + response.body();
    }
  }

  private DeviceState state() throws Exception {
    return ((Decoded.Read<DeviceState>) DeviceState.decode(Files.readString(site.stateFile())))
        .value();
  }

  private void connected(ActorRef<GatewayLink.Command> link) {
    await().atMost(PATIENCE).until(() -> site.status(link) instanceof GatewayLink.Connected);
  }

  private void phase(Phase phase) {
    await().atMost(PATIENCE).until(() -> site.look(VM).phase() == phase);
  }
}
