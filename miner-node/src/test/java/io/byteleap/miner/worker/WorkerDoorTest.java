package io.byteleap.miner.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.byteleap.domain.identity.WorkerId;
import io.byteleap.json.JsonObject;
import io.byteleap.miner.admission.LegacyPolicy;
import io.byteleap.miner.fixture.TestDoor;
import io.byteleap.miner.fixture.WorkerClient;
import io.byteleap.miner.fixture.WorkerClient.Closed;
import io.byteleap.miner.tls.DoorTls;
import io.byteleap.miner.worker.WorkerRegistry.Entry;
import io.byteleap.miner.worker.WorkerRegistry.Roster;
import io.byteleap.miner.worker.WorkerSession.Event;
import io.byteleap.wire.worker.MinerFrame;
import io.byteleap.wire.worker.WorkerFrame.TaskDone;
import io.byteleap.wire.worker.WorkerFrame.TaskFailed;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The door with real WebSockets, from the connection to the roster.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class WorkerDoorTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final int FRAMES_PER_SECOND = 10;

  private final ActorTestKit testKit = ActorTestKit.create();
  private final HttpClient http = HttpClient.newHttpClient();
  private SimpleMeterRegistry figures;
  private WorkerMeters meters;
  private final LinkedBlockingQueue<WorkerId> newcomers = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<TokenRequest> tokenRequests = new LinkedBlockingQueue<>();
  private ActorRef<WorkerRegistry.Command> registry;
  private int port;

  @BeforeEach
  void open() {
    figures = new SimpleMeterRegistry();
    meters = new WorkerMeters(figures);
    newcomers.clear();
    tokenRequests.clear();
    open(testKit, LONG, LONG);
  }

  @AfterAll
  void shutDown() {
    http.shutdownNow();
    testKit.shutdownTestKit();
  }

  private void open(Duration registrationTimeout, Duration heartbeatTimeout) {
    open(testKit, registrationTimeout, heartbeatTimeout);
  }

  private void open(ActorTestKit kit, Duration registrationTimeout, Duration heartbeatTimeout) {
    registry =
        kit.spawn(
            WorkerRegistry.create(
                new WorkerRegistry.Settings(
                    TestDoor.doorkeeper(LegacyPolicy.ALLOW, InstantSource.system()),
                    heartbeatTimeout,
                    newcomers::add,
                    tokenRequests::add,
                    meters,
                    InstantSource.system())));
    port = ((WorkerGate.Open) gate(kit, 0, registrationTimeout).join()).address().getPort();
  }

  private CompletableFuture<WorkerGate.Event> gate(
      ActorTestKit kit, int port, Duration registrationTimeout) {
    var event = new CompletableFuture<WorkerGate.Event>();
    kit.spawn(
        WorkerGate.create(
            new WorkerGate.Settings(
                "127.0.0.1",
                port,
                new DoorTls.Off(),
                registrationTimeout,
                FRAMES_PER_SECOND,
                event::complete,
                meters,
                InstantSource.system()),
            TestDoor.terms(),
            registry));
    return event;
  }

  @Test
  void worker_registersOnAnyPath_andItsHeartbeatsAreAcknowledgedAndKept() {
    var worker = WorkerClient.connect(http, port, "/ws?x=1");

    worker.say(
        """
        {"type":"register","worker_id":" w-1 ","worker_name":"","worker_version":"1.0",
         "capabilities":["cpu_matrix"],"future_field":{"kept":true}}
        """);
    assertThat(worker.expect("registration_ack"))
        .isEqualTo("{\"type\":\"registration_ack\",\"data\":{\"status\":\"registered\"}}");
    worker.say(WorkerClient.heartbeat());
    assertThat(worker.expect("heartbeat_ack")).isEqualTo("{\"type\":\"heartbeat_ack\"}");

    var view = theOnly(roster()).view();
    assertThat(view.id()).isEqualTo(new WorkerId("w-1"));
    assertThat(view.name().value()).isEqualTo("w-1");
    assertThat(view.status()).isEqualTo(new WorkerView.Online());
    assertThat(view.report().systemInfo().facts().cpu().logicalCores()).isEqualTo(8);
    assertThat(view.address()).startsWith("127.0.0.1:");
    assertThat(newcomers).containsExactly(new WorkerId("w-1"));
  }

  @Test
  void firstFrame_thatIsNoRegistration_isRefusedWithItsOwnCode() {
    assertThat(firstFrame("{\"type\":\"register\",")).isEqualTo(invalid());
    assertThat(firstFrame("[1,2]")).isEqualTo(invalid());
    assertThat(firstFrame(WorkerClient.heartbeat())).isEqualTo(invalid());
    assertThat(firstFrame("{\"type\":\"register\",\"worker_id\":7,\"worker_version\":\"1\"}"))
        .isEqualTo(invalid());
    assertThat(firstFrame("{\"type\":\"register\",\"worker_id\":\" \",\"worker_version\":\"1\"}"))
        .isEqualTo(new Closed(4001, "Invalid or missing worker_id"));
    assertThat(firstFrame("{\"type\":\"register\",\"worker_id\":\"a b\",\"worker_version\":\"1\"}"))
        .isEqualTo(new Closed(4001, "Invalid or missing worker_id"));
    assertThat(firstFrame("{\"type\":\"register\",\"worker_id\":\"w\",\"worker_version\":\" \"}"))
        .isEqualTo(new Closed(4002, "Missing worker_version"));

    assertThat(roster()).isEmpty();
    assertThat(closings("invalid_registration")).isEqualTo(4);
    assertThat(closings("missing_worker_id")).isEqualTo(2);
  }

  @Test
  void connection_thatDoesNotRegister_isClosedInTime() {
    open(SHORT, LONG);

    assertThat(WorkerClient.connect(http, port).closed())
        .isEqualTo(new Closed(1008, "No registration in time"));
  }

  @Test
  void laterFrames_thatMakeNoSense_areIgnored() {
    var worker = WorkerClient.registered(http, port, "w-1");

    worker
        .say("{broken")
        .say("{\"type\":\"no_such_type\"}")
        .say("{\"type\":\"heartbeat\",\"data\":{}}")
        .say("{\"type\":\"heartbeat\",\"data\":{\"system_info\":{\"cpu_count\":3000000000}}}")
        .say(
            "{\"type\":\"heartbeat\",\"data\":{\"system_info\":{\"x\":\"%s\"}}}"
                .formatted("x".repeat(WorkerReport.SYSTEM_INFO_SIZE_MAX)))
        .say(WorkerClient.registration("w-2"))
        .say("{\"type\":\"task_result\",\"task_id\":\"t-9\"}")
        .say("{\"type\":\"proof_response\",\"message_id\":\"m-9\",\"data\":{}}")
        .say("{\"type\":\"vmgw_enroll_token_request\",\"data\":{}}");

    worker.say(WorkerClient.heartbeat()).expect("heartbeat_ack");
    assertThat(theOnly(roster()).view().id()).isEqualTo(new WorkerId("w-1"));
    assertThat(figures.counter("byteleap.worker.frames.ignored").count()).isEqualTo(9);
    assertThat(tokenRequests).isEmpty();
  }

  @Test
  void requestForAToken_isPassedOn_andItsAnswerGoesOutAsTheProtocolHasIt() throws Exception {
    var worker = WorkerClient.registered(http, port, "w-1");

    worker.say("{\"type\":\"vmgw_enroll_token_request\",\"data\":{\"worker_id\":\"w-7\"}}");
    var request = tokenRequests.poll(10, TimeUnit.SECONDS);
    assertThat(request.worker()).isEqualTo(new WorkerId("w-1"));
    assertThat(request.saysId()).isEqualTo("w-7");

    var refused = new MinerFrame.EnrolTokenRefused(1002, "worker_id mismatch");
    request.connection().tell(new WorkerConnection.Deliver(refused));
    assertThat(worker.expect("vmgw_enroll_token_response"))
        .isEqualTo(
            "{\"type\":\"vmgw_enroll_token_response\","
                + "\"data\":{\"code\":1002,\"error\":\"worker_id mismatch\"}}");
  }

  @Test
  void newerConnection_winsOverTheOlder_whoseEndDoesItNoHarm() {
    var older = WorkerClient.registered(http, port, "w-1");
    var newer = WorkerClient.registered(http, port, "w-1");

    assertThat(older.closed()).isEqualTo(new Closed(1001, "Connection replaced"));
    newer.say(WorkerClient.heartbeat()).expect("heartbeat_ack");
    older.hangUp();
    newer.say(WorkerClient.heartbeat()).expect("heartbeat_ack");
    assertThat(theOnly(roster()).view().status()).isEqualTo(new WorkerView.Online());
  }

  @Test
  void workerThatHangsUp_isOffline_andComesBack() {
    WorkerClient.registered(http, port, "w-1").hangUp();
    await()
        .untilAsserted(
            () ->
                assertThat(theOnly(roster()).view().status()).isEqualTo(new WorkerView.Offline()));

    WorkerClient.registered(http, port, "w-1");

    assertThat(theOnly(roster()).view().status()).isEqualTo(new WorkerView.Online());
  }

  @Test
  void silentWorker_isClosedAndGone() {
    open(LONG, SHORT);
    var worker = WorkerClient.registered(http, port, "w-1");

    assertThat(worker.closed()).isEqualTo(new Closed(4004, "Heartbeat timeout"));
    assertThat(theOnly(roster()).view().status()).isEqualTo(new WorkerView.Offline());
  }

  @Test
  void worker101_isRefused_whileTheHundredStay_andOneOfThemMayReconnect() {
    List<WorkerClient> hundred = new ArrayList<>();
    for (int i = 0; i < WorkerRegistry.WORKERS_MAX; i++) {
      hundred.add(WorkerClient.connect(http, port).say(WorkerClient.registration("w-" + i)));
    }
    hundred.forEach(worker -> worker.expect("registration_ack"));

    assertThat(firstFrame(WorkerClient.registration("w-100")))
        .isEqualTo(
            new Closed(4003, "Worker limit reached: all 100 places of this miner are taken"));
    hundred.getFirst().hangUp();
    WorkerClient.registered(http, port, "w-0");

    assertThat(roster()).hasSize(WorkerRegistry.WORKERS_MAX);
    assertThat(hundred.subList(1, hundred.size())).allMatch(WorkerClient::isOpen);
    assertThat(figures.get("byteleap.workers.connected").gauge().value()).isEqualTo(100);
  }

  @Test
  void manyRegisteringAtOnce_areCountedExactly() {
    List<WorkerClient> clients = new ArrayList<>();
    for (int i = 0; i < WorkerRegistry.WORKERS_MAX + 20; i++) {
      clients.add(WorkerClient.connect(http, port));
    }
    for (int i = 0; i < clients.size(); i++) {
      clients.get(i).say(WorkerClient.registration("w-" + i));
    }

    await().until(() -> clients.stream().filter(client -> !client.isOpen()).count() == 20);
    assertThat(roster()).hasSize(WorkerRegistry.WORKERS_MAX);
    assertThat(closings("worker_limit")).isEqualTo(20);
  }

  @Test
  void task_goesToTheWorker_andItsResultToTheOwnerOnce() {
    var worker = WorkerClient.registered(http, port, "w-1");
    var owner = testKit.<Event>createTestProbe();

    session().tell(new WorkerSession.Assign(task("t-1"), owner.ref()));
    assertThat(worker.expect("task_assignment")).contains("\"task_id\":\"t-1\"");
    assertThat(theOnly(roster()).view().status()).isEqualTo(new WorkerView.Busy("t-1"));
    worker.say(result("w-1", "t-1"));
    assertThat(owner.expectMessageClass(WorkerSession.ResultIn.class).outcome())
        .isInstanceOf(TaskDone.class);

    session().tell(new WorkerSession.Release("t-1"));
    await().until(() -> theOnly(roster()).view().isIdle());
    worker.say(result("w-1", "t-1")).say(WorkerClient.heartbeat()).expect("heartbeat_ack");
    owner.expectNoMessage();
  }

  @Test
  void resultThatCannotBeRead_orNamesAnotherWorker_isAFailedOne() {
    var worker = WorkerClient.registered(http, port, "w-1");
    var owner = testKit.<Event>createTestProbe();
    session().tell(new WorkerSession.Assign(task("t-1"), owner.ref()));
    worker.expect("task_assignment");

    worker.say("{\"type\":\"task_result\",\"task_id\":\"t-1\",\"data\":{\"error\":\"crash\"}}");
    assertThat(owner.expectMessageClass(WorkerSession.ResultIn.class).outcome())
        .isInstanceOf(TaskFailed.class);
    worker.say(result("w-2", "t-1"));
    assertThat(owner.expectMessageClass(WorkerSession.ResultIn.class).outcome())
        .isInstanceOf(TaskFailed.class);
  }

  @Test
  void registrationWhileATaskRuns_givesTheTaskUp() {
    WorkerClient.registered(http, port, "w-1");
    var owner = testKit.<Event>createTestProbe();
    session().tell(new WorkerSession.Assign(task("t-1"), owner.ref()));

    WorkerClient.registered(http, port, "w-1");

    owner.expectMessage(new WorkerSession.WorkerLost("replaced by a newer connection"));
    assertThat(theOnly(roster()).view().isIdle()).isTrue();
  }

  @Test
  void flood_isSlowedDown_andTheConnectionLives() {
    var worker = WorkerClient.registered(http, port, "w-1");

    for (int i = 0; i < 101; i++) {
      worker.say(WorkerClient.heartbeat());
    }
    for (int i = 0; i < 101; i++) {
      worker.expect("heartbeat_ack");
    }
    worker.say(WorkerClient.heartbeat());

    assertThat(figures.counter("byteleap.worker.slowed.down").count()).isEqualTo(1);
    worker.expect("heartbeat_ack");
  }

  @Test
  void miner_saysGoodbye_whenItStops() {
    var own = ActorTestKit.create();
    open(own, LONG, LONG);
    var worker = WorkerClient.registered(http, port, "w-1");

    own.shutdownTestKit();

    assertThat(worker.closed()).isEqualTo(new Closed(1001, "Miner is shutting down"));
  }

  @Test
  void takenPort_isReported() throws Exception {
    try (var taken = new ServerSocket(0)) {
      var event = gate(testKit, taken.getLocalPort(), LONG).join();

      assertThat(event)
          .isInstanceOfSatisfying(
              WorkerGate.NotOpened.class,
              notOpened -> assertThat(notOpened.why()).contains("Address already in use"));
    }
  }

  private Closed firstFrame(String text) {
    return WorkerClient.connect(http, port).say(text).closed();
  }

  private static Closed invalid() {
    return new Closed(4000, "Invalid registration");
  }

  private static MinerFrame.TaskAssignment task(String id) {
    return new MinerFrame.TaskAssignment(id, "cpu_matrix", JsonObject.EMPTY, 45, "5Validator");
  }

  private static String result(String worker, String task) {
    return """
    {"type":"task_result","worker_id":"%s","task_id":"%s","timestamp":1.5,
     "data":{"success":true,"error_code":0,
             "result":{"commitments":[{"uuid":"-1","merkle_root":"%s"}]}}}
    """
        .formatted(worker, task, "ab".repeat(32));
  }

  private List<Entry> roster() {
    TestProbe<Roster> probe = testKit.createTestProbe();
    registry.tell(new WorkerRegistry.GetRoster(probe.ref()));
    return probe.receiveMessage().workers();
  }

  private static Entry theOnly(List<Entry> roster) {
    assertThat(roster).hasSize(1);
    return roster.getFirst();
  }

  private ActorRef<WorkerSession.Command> session() {
    return theOnly(roster()).session();
  }

  private double closings(String reason) {
    return figures
        .get("byteleap.worker.connections.closed")
        .tag("reason", reason)
        .counter()
        .count();
  }
}
