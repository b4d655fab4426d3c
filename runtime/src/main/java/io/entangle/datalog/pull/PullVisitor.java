package io.entangle.datalog.pull;

/** Told what a pull looks at, whether or not something is there. */
public interface PullVisitor {
    /**
     * Called for an attribute of an entity.
     *
     * @param entity the entity's id
     * @param attribute the attribute's name
     */
    void attribute(long entity, Object attribute);

    /**
     * Called when all attributes of an entity are looked at.
     *
     * @param entity the entity's id
     */
    void wildcard(long entity);

    /**
     * Called for an attribute that is looked at from its other end.
     *
     * @param attribute the attribute's name
     * @param entity the id of the entity referred to
     */
    void reverse(Object attribute, long entity);
}
