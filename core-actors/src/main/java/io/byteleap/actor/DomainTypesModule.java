package io.byteleap.actor;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.Version;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.jsontype.TypeResolverBuilder;
import com.fasterxml.jackson.databind.jsontype.impl.StdTypeResolverBuilder;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.byteleap.domain.presence.Bucket;
import io.byteleap.domain.presence.BucketWindow;
import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.units.Numbers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Lets Jackson write and read the domain's types without an annotation in the domain.
///
/// A value of a sealed interface is written with the simple name of its record, and only the
/// records that the interface permits are read. Byte strings, lists of numbers and windows of
/// buckets are written as bytes. A record of one text or number can be the key of a map.
public final class DomainTypesModule extends SimpleModule {
  private static final long serialVersionUID = 1L;
  private static final JsonTypeInfo.Value BY_NAME =
      JsonTypeInfo.Value.construct(
          JsonTypeInfo.Id.NAME, JsonTypeInfo.As.PROPERTY, "@type", null, false, true);

  public DomainTypesModule() {
    addSerializer(Bytes.class, new BytesWriter());
    addDeserializer(Bytes.class, new BytesReader());
    addSerializer(Numbers.class, new NumbersWriter());
    addDeserializer(Numbers.class, new NumbersReader());
    addSerializer(BucketWindow.class, new WindowWriter());
    addDeserializer(BucketWindow.class, new WindowReader());
  }

  @Override
  public void setupModule(SetupContext context) {
    super.setupModule(context);
    context.addKeySerializers(new SingleValueKeys.Writers());
    context.addKeyDeserializers(new SingleValueKeys.Readers());
    context.insertAnnotationIntrospector(new Introspector());
  }

  private static final class Introspector extends NopAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    public @Nullable TypeResolverBuilder<?> findTypeResolver(
        MapperConfig<?> config, AnnotatedClass type, JavaType baseType) {
      return isFamily(type.getRawType()) ? new StdTypeResolverBuilder(BY_NAME) : null;
    }

    @Override
    public @Nullable List<NamedType> findSubtypes(Annotated annotated) {
      return annotated instanceof AnnotatedClass type && type.getRawType().isSealed()
          ? membersOf(type.getRawType())
          : null;
    }

    @Override
    public Version version() {
      return Version.unknownVersion();
    }

    /// A sealed interface, or a member of one: members are written with their name wherever they
    /// stand.
    private static boolean isFamily(Class<?> type) {
      return type.isSealed() || Arrays.stream(type.getInterfaces()).anyMatch(Class::isSealed);
    }

    private static List<NamedType> membersOf(Class<?> family) {
      List<NamedType> members = new ArrayList<>();
      for (Class<?> member : family.getPermittedSubclasses()) {
        if (member.isSealed()) {
          members.addAll(membersOf(member));
        } else {
          members.add(new NamedType(member, member.getSimpleName()));
        }
      }
      return members;
    }
  }

  private static final class BytesWriter extends StdSerializer<Bytes> {
    private static final long serialVersionUID = 1L;

    BytesWriter() {
      super(Bytes.class);
    }

    @Override
    public void serialize(Bytes value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeBinary(value.toArray());
    }
  }

  private static final class BytesReader extends StdDeserializer<Bytes> {
    private static final long serialVersionUID = 1L;

    BytesReader() {
      super(Bytes.class);
    }

    @Override
    public Bytes deserialize(JsonParser json, DeserializationContext context) throws IOException {
      return Bytes.copyOf(json.getBinaryValue());
    }
  }

  private static final class NumbersWriter extends StdSerializer<Numbers> {
    private static final long serialVersionUID = 1L;

    NumbersWriter() {
      super(Numbers.class);
    }

    @Override
    public void serialize(Numbers value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeBinary(value.packed().toArray());
    }
  }

  private static final class NumbersReader extends StdDeserializer<Numbers> {
    private static final long serialVersionUID = 1L;

    NumbersReader() {
      super(Numbers.class);
    }

    @Override
    public Numbers deserialize(JsonParser json, DeserializationContext context) throws IOException {
      return Numbers.unpacked(Bytes.copyOf(json.getBinaryValue()));
    }
  }

  /// Eight bytes of the newest bucket, then the bits; no bytes for an empty window.
  private static final class WindowWriter extends StdSerializer<BucketWindow> {
    private static final long serialVersionUID = 1L;

    WindowWriter() {
      super(BucketWindow.class);
    }

    @Override
    public void serialize(BucketWindow window, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeBinary(
          window
              .newest()
              .map(
                  newest ->
                      ByteBuffer.allocate(Long.BYTES + window.bits().length)
                          .putLong(newest.index())
                          .put(window.bits())
                          .array())
              .orElse(new byte[0]));
    }
  }

  private static final class WindowReader extends StdDeserializer<BucketWindow> {
    private static final long serialVersionUID = 1L;

    WindowReader() {
      super(BucketWindow.class);
    }

    @Override
    public BucketWindow deserialize(JsonParser json, DeserializationContext context)
        throws IOException {
      var bytes = ByteBuffer.wrap(json.getBinaryValue());
      if (!bytes.hasRemaining()) {
        return BucketWindow.EMPTY;
      }
      var newest = new Bucket(bytes.getLong());
      var bits = new byte[bytes.remaining()];
      bytes.get(bits);
      return BucketWindow.of(newest, bits);
    }
  }
}
