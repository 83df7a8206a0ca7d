package io.byteleap.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.byteleap.domain.presence.Bucket;
import io.byteleap.domain.presence.BucketWindow;
import io.byteleap.domain.units.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DomainTypesModuleTest {
  sealed interface Shape {}

  record Circle(double radius) implements Shape {}

  sealed interface Polygon extends Shape {}

  record Square(double side) implements Polygon {}

  record Drawing(Shape first, List<Shape> others) {}

  private final JsonMapper mapper = JsonMapper.builder().addModule(new DomainTypesModule()).build();

  @Test
  void sealedValues_areWrittenWithTheirNameAndReadBack() throws Exception {
    var drawing = new Drawing(new Circle(1), List.of(new Square(2), new Circle(3)));

    String text = mapper.writeValueAsString(drawing);

    assertThat(text).contains("{\"@type\":\"Circle\",\"radius\":1.0}");
    assertThat(mapper.readValue(text, Drawing.class)).isEqualTo(drawing);
    assertThat(mapper.readValue(mapper.writeValueAsString(new Square(4)), Square.class))
        .isEqualTo(new Square(4));
  }

  record Load(Bytes bytes, BucketWindow window, BucketWindow nothing) {}

  @Test
  void bytesAndWindows_areReadBack() throws Exception {
    var window = BucketWindow.of(List.of(new Bucket(5_000_000), new Bucket(5_000_100)));
    var load = new Load(Bytes.ofText("load"), window, BucketWindow.EMPTY);

    assertThat(mapper.readValue(mapper.writeValueAsString(load), Load.class)).isEqualTo(load);
  }

  @Test
  void nameOfAStranger_isRefused() {
    assertThatThrownBy(() -> mapper.readValue("{\"@type\":\"java.lang.Runtime\"}", Shape.class))
        .isInstanceOf(InvalidTypeIdException.class);
  }
}
