package io.byteleap.validator;

import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.session.Nonce16;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.vm.Handover;
import io.byteleap.domain.vm.SignedHandover;
import io.byteleap.domain.vm.VmId;
import io.byteleap.domain.vm.VmName;
import io.byteleap.domain.vm.VmStatus;
import io.byteleap.fixture.Seeds;
import io.byteleap.json.JsonObject;
import io.byteleap.tls.P256Key;
import io.byteleap.tls.Pems;
import io.byteleap.tls.SigningRequest;
import io.byteleap.tls.TlsContexts;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.EnrolGrant;
import io.byteleap.wire.vm.DeviceFrame;
import io.byteleap.wire.vm.DeviceFrameCodec;
import io.byteleap.wire.vm.Enrolment;
import io.byteleap.wire.vm.GatewayFrame;
import io.byteleap.wire.vm.GatewayFrameCodec;
import io.byteleap.wire.vm.Pem;
import io.byteleap.wire.vm.VmOperation;
import io.byteleap.wire.vm.VmOutcome;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// A worker at the gateway that does whatever it is told, at once.
final class DeviceDouble implements WebSocket.Listener, AutoCloseable {
  private final WorkerId worker;
  private final P256Key key = P256Key.draw();
  private final Enrolment.Granted granted;
  private final StringBuilder partial = new StringBuilder();
  private @Nullable HttpClient client;

  /// Enrols with the token; `authority` is the file of whom it believes.
  DeviceDouble(WorkerId worker, EnrolGrant grant, Path authority) throws Exception {
    this.worker = worker;
    List<X509Certificate> anchors = Pems.certificates(Files.readString(authority));
    var request =
        new Enrolment.Request(
            worker,
            Label.NONE,
            Label.of("1"),
            List.of(),
            Pem.request(SigningRequest.pem(worker.value(), key)),
            JsonObject.EMPTY);
    try (var http = HttpClient.newBuilder().sslContext(TlsContexts.trusting(anchors)).build()) {
      var response =
          http.send(
              HttpRequest.newBuilder(URI.create(grant.url()))
                  .header("Authorization", "Bearer " + grant.token().reveal())
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString(request.toText()))
                  .build(),
              BodyHandlers.ofString());
      granted =
          switch (Enrolment.decodeGranted(response.body())) {
            case Decoded.Read<Enrolment.Granted>(var read) -> read;
            case Decoded.Refused<Enrolment.Granted>(var why) ->
                throw new AssertionError(response.body() + ": " + why);
          };
    }
  }

  /// Begins a session, and leaves the one before.
  void connect() throws Exception {
    close();
    var tls =
        TlsContexts.mutual(
            Pems.certificates(granted.certificate().text()),
            key,
            Pems.certificates(granted.trusted().text()));
    client = HttpClient.newBuilder().sslContext(tls).build();
    var socket =
        client.newWebSocketBuilder().buildAsync(URI.create(granted.gateway().text()), this).join();
    say(
        socket,
        new DeviceFrame.Hello(
            worker, Label.of("1"), List.of(), Instant.now(), Nonce16.draw(Seeds.generator(5))));
  }

  @Override
  public void close() {
    if (client != null) {
      client.shutdownNow();
    }
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean isLast) {
    partial.append(part);
    if (isLast) {
      String text = partial.toString();
      partial.setLength(0);
      if (GatewayFrameCodec.decode(text, worker) instanceof Decoded.Read<GatewayFrame>(var frame)) {
        heard(socket, frame);
      }
    }
    socket.request(1);
    return null;
  }

  private void heard(WebSocket socket, GatewayFrame frame) {
    if (frame instanceof GatewayFrame.Ready) {
      say(
          socket,
          new DeviceFrame.Heartbeat(
              Duration.ZERO, new DeviceFrame.Metrics(1, 2, 0), JsonObject.EMPTY));
    }
    if (frame instanceof GatewayFrame.VmOrder order) {
      say(socket, new DeviceFrame.VmProgress(order.task(), Label.of("at it")));
      if (order.operation() instanceof VmOperation.Destroy(var vm)) {
        say(socket, new DeviceFrame.VmHandover(handover(order, vm)));
      }
      say(socket, order.answer(new VmOutcome.Done(result(order.operation()), 1)));
    }
  }

  private SignedHandover handover(GatewayFrame.VmOrder order, VmId vm) {
    var found =
        new Handover(vm, new VmName(vm.value()), Instant.now(), true, true, true, true, List.of());
    return new SignedHandover(
        worker, order.task(), found, key.sign(SignedHandover.text(worker, order.task(), found)));
  }

  private static VmOutcome.Result result(VmOperation operation) {
    return switch (operation) {
      case VmOperation.Create create ->
          new VmOutcome.Created(new VmId("a-machine"), create.name(), JsonObject.EMPTY);
      case VmOperation.MonitorStats(var vm) ->
          new VmOutcome.Stats(
              new VmName(vm.value()),
              VmStatus.RUNNING,
              JsonObject.builder().put("cpu_count", 2).build());
      case VmOperation.TurnOff _ -> new VmOutcome.Changed(VmStatus.STOPPED);
      case VmOperation.Destroy _ -> new VmOutcome.Changed(VmStatus.DESTROYED);
      case VmOperation.TurnOn _, VmOperation.Reboot _ -> new VmOutcome.Changed(VmStatus.RUNNING);
      case VmOperation.AddLoginKey _,
          VmOperation.MakeKey _,
          VmOperation.RevokeLoginKey _,
          VmOperation.RevokeMadeKey _,
          VmOperation.ConnectHeadscale _ ->
          throw new AssertionError("nobody orders that");
    };
  }

  private static void say(WebSocket socket, DeviceFrame frame) {
    socket.sendText(DeviceFrameCodec.encode(frame), true).join();
  }
}
