package io.byteleap.actor;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.Version;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.jsontype.TypeResolverBuilder;
import com.fasterxml.jackson.databind.jsontype.impl.StdTypeResolverBuilder;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Lets Jackson write and read sealed interfaces without an annotation in the domain: a value is
/// written with the simple name of its record, and only the records that the interface permits are
/// read.
public final class SealedTypesModule extends SimpleModule {
  private static final long serialVersionUID = 1L;
  private static final JsonTypeInfo.Value BY_NAME =
      JsonTypeInfo.Value.construct(
          JsonTypeInfo.Id.NAME, JsonTypeInfo.As.PROPERTY, "@type", null, false, true);

  @Override
  public void setupModule(SetupContext context) {
    super.setupModule(context);
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
}
