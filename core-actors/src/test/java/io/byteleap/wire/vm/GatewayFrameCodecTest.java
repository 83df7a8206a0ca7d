package io.byteleap.wire.vm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.vm.GuestUser;
import io.byteleap.domain.vm.VmDirectory;
import io.byteleap.domain.vm.VmId;
import io.byteleap.domain.vm.VmName;
import io.byteleap.domain.vm.VmSize;
import io.byteleap.fixture.Fuzz;
import io.byteleap.fixture.Vectors;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.vm.GatewayFrame.UnfitVmOrder;
import io.byteleap.wire.vm.GatewayFrame.VmOrder;
import io.byteleap.wire.vm.VmOperation.Create;
import io.byteleap.wire.vm.VmOperation.RevokeMadeKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GatewayFrameCodecTest {
  private static final WorkerId OWN = new WorkerId("feaac3f6f6901379");
  private static final JsonNode FILE = Vectors.load("vmgw");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "vm_name | '../x'",
        "vm_name | '<name/>'",
        "image_name | 'a/b.qcow2'",
        "image_name | null",
        "memory_mb | 0",
        "memory_mb | 1e3",
        "memory_mb | '2048'",
        "memory_mb | 99999999",
        "vcpus | true",
        "vcpus | 513",
        "disk_size | -1",
        "gpu_count | 65",
        "gpu_count | NaN",
        "sshkey | 'command=x ssh-rsa AAAA'",
        "username | 'root;reboot'",
        "password | 'a\\nb'",
        "cloud_init_dir | '/var/../etc'",
        "worker_id | 'somebody-else'",
        "task_id | '../../x'"
      })
  void createOrder_withOneBadField_isAnsweredAsFailed_namingIt(String field, String value) {
    var request = FILE.path("vm_operations").path(0).path("request").toString();
    var text =
        request.replaceFirst(
            "\"" + field + "\":(\"[^\"]*\"|\\d+)",
            "\"" + field + "\":" + value.replace('\'', '"').replace("\\", "\\\\"));
    assertThat(text).isNotEqualTo(request);

    assertThat(read(text))
        .isInstanceOfSatisfying(
            UnfitVmOrder.class,
            unfit -> {
              assertThat(unfit.why().value()).contains(field);
              assertThat(unfit.address().responseType()).isEqualTo(VmOrderType.CREATE.response());
              assertThat(DeviceFrameCodec.encode(unfit.answer())).contains("\"success\":false");
            });
  }

  @Test
  void createOrder_withTheLeast_getsTheDefaults() {
    var order =
        (VmOrder)
            read(
                vmOperation(
                    "CREATE_VM_REQUEST_V1",
                    "\"image_name\":\"base.qcow2\",\"memory_mb\":1024,\"vcpus\":1"));

    var create = (Create) order.operation();
    assertThat(create.name()).isEqualTo(new VmName("vm_t-1"));
    assertThat(create.size()).isEqualTo(new VmSize(1_024, 1, 10, 0));
    assertThat(create.directory()).isEqualTo(VmDirectory.OWN);
    assertThat(create.access().user()).isEqualTo(GuestUser.ROOT);
    assertThat(create.access().keys()).isEmpty();
    assertThat(create.access().password().isEmpty()).isTrue();
  }

  @Test
  void secrets_areNotShown() {
    var create = read(FILE.path("vm_operations").path(0).path("request").toString());
    var connect =
        read(
            vmOperation(
                "CONNECT_HEADSCALE_REQUEST_V1",
                "\"vm_id\":\"v\",\"headscale_url\":\"https://h\",\"auth_key\":\"hunter2\""));

    assertThat(create.toString()).contains("password=***");
    assertThat(connect.toString()).doesNotContain("hunter2");
  }

  @Test
  void secretThatIsRefused_isNotRepeated() {
    var frame =
        (UnfitVmOrder)
            read(
                vmOperation(
                    "CONNECT_HEADSCALE_REQUEST_V1",
                    "\"vm_id\":\"v\",\"headscale_url\":\"https://h\",\"auth_key\":\"hunter 2\""));

    assertThat(frame.why().value()).contains("auth_key").doesNotContain("hunter");
  }

  @Test
  void madeKey_isRevoked_withTheOrderThatMadeIt() {
    String key = "\"vm_id\":\"v\",\"key_purpose\":\"authentication\",\"sshkey\":\"ssh-rsa AAAA\"";

    var complete =
        (VmOrder)
            read(vmOperation("REVOKE_SSHKEY_REQUEST_V1", key + ",\"created_task_id\":\"t-0\""));
    var incomplete = (UnfitVmOrder) read(vmOperation("REVOKE_SSHKEY_REQUEST_V1", key));

    assertThat(complete.operation())
        .isInstanceOfSatisfying(
            RevokeMadeKey.class, revoke -> assertThat(revoke.vm()).isEqualTo(new VmId("v")));
    assertThat(incomplete.why()).isEqualTo(Label.of("data.data.created_task_id: is required"));
    assertThat(incomplete.address().keyPurpose()).isEqualTo(Label.of("authentication"));
  }

  @ParameterizedTest
  @CsvSource({
    "CREATE_VM_REQUEST_V1,CREATE_VM_RESPONSE_V1",
    "GET_ROOT_PWD_REQUEST_V1,GET_ROOT_PWD_RESPONSE_V1",
    "NEW_THING_REQUEST_V1,NEW_THING_RESPONSE_V1",
    "new thing_REQUEST_V1,VM_OPERATION_RESPONSE_V1",
    "NEW_THING,VM_OPERATION_RESPONSE_V1"
  })
  void orderOfAnyKind_isAnswered_withTheKindThatFits(String request, String response) {
    var frame = (UnfitVmOrder) read(vmOperation(request, "\"vm_id\":7"));

    assertThat(frame.address().responseType().name()).isEqualTo(response);
    assertThat(frame.address().taskId()).isEqualTo(Label.of("t-1"));
  }

  @Test
  void orderThatSaysNothing_isAnsweredToo() {
    for (String text :
        new String[] {
          "{\"type\":\"VM_OPERATION_V1\"}", "{\"type\":\"VM_OPERATION_V1\",\"data\":[]}"
        }) {
      var frame = (UnfitVmOrder) read(text);

      assertThat(DeviceFrameCodec.encode(frame.answer()))
          .isEqualTo(
              "{\"type\":\"VM_OPERATION_RESPONSE_V1\",\"data\":{\"success\":false,"
                  + "\"result\":{\"worker_id\":null,\"task_id\":null,\"vm_id\":null},"
                  + "\"error\":\""
                  + frame.why()
                  + "\"}}");
    }
  }

  @Test
  void pem_ofAnotherKind_isRefused() {
    var body = (ObjectNode) FILE.at("/enroll_http/response").deepCopy();
    body.put("deviceCertPem", FILE.at("/enroll_http/request/body/csrPem").asText());
    assertThat(Enrolment.decodeGranted(body.toString())).isInstanceOf(Decoded.Refused.class);

    body = (ObjectNode) FILE.at("/enroll_http/response").deepCopy();
    body.put("wsUrl", "ws://127.0.0.1/ws");
    assertThat(Enrolment.decodeGranted(body.toString())).isInstanceOf(Decoded.Refused.class);
  }

  @Test
  void gatewaysFrame_anyMutant_isReadOrRefused_andOrdersAreAnswered() {
    List<String> corpus = new ArrayList<>();
    GatewayVectorTest.fromGateway().forEach(message -> corpus.add(message.frame().toString()));
    GatewayVectorTest.operations().forEach(vector -> corpus.add(vector.path("request").toString()));
    Fuzz.texts(
        corpus,
        text -> {
          if (GatewayFrameCodec.decode(text, OWN)
              instanceof Decoded.Read<GatewayFrame>(UnfitVmOrder unfit)) {
            DeviceFrameCodec.encode(unfit.answer());
          }
        });
  }

  @Test
  void workersFrame_anyMutant_isReadOrRefused() {
    List<String> corpus = new ArrayList<>();
    GatewayVectorTest.fromWorker().forEach(message -> corpus.add(message.frame().toString()));
    GatewayVectorTest.operations()
        .filter(vector -> !vector.path("response").isNull())
        .forEach(vector -> corpus.add(vector.path("response").toString()));
    Fuzz.texts(corpus, DeviceFrameCodec::decode);
  }

  @Test
  void enrolment_anyMutant_isReadOrRefused() {
    var state = (ObjectNode) FILE.at("/enroll_http/response").deepCopy();
    state.put("deviceKeyPem", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    state.put("certSerial", "0a0b").put("enrolledAt", "2026-11-23T23:11:12+00:00");
    Fuzz.texts(
        List.of(FILE.at("/enroll_http/request/body").toString(), state.toString()),
        text -> {
          Enrolment.decodeRequest(text);
          Enrolment.decodeGranted(text);
          DeviceState.decode(text);
        });
  }

  private static String vmOperation(String type, String params) {
    return """
    {"type":"VM_OPERATION_V1","data":{"operation_type":"%s","data":{"task_id":"t-1",\
    "worker_id":"%s",%s}}}
    """
        .formatted(type, OWN.value(), params);
  }

  private static GatewayFrame read(String text) {
    return switch (GatewayFrameCodec.decode(text, OWN)) {
      case Decoded.Read<GatewayFrame>(var frame) -> frame;
      case Decoded.Refused<GatewayFrame>(var why) -> throw new AssertionError(why.value());
    };
  }
}
