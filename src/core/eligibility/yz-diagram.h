/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright The Yizhan contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What yz_diagram_get_variable() says of a result. */
#define YZ_DIAGRAM_RESULT G_MAXUINT16
#define YZ_DIAGRAM_MAX_VALUES 1024

/**
 * YzDiagram:
 *
 * Functions of variables with few values, as decision diagrams: a function is a number, equal
 * functions have equal numbers, and a function stands on a variable only if the variable matters.
 * (Reduced ordered multi-terminal decision diagrams; Bryant 1986, Bahar et al. 1993.)
 */
typedef struct _YzDiagram YzDiagram;

YzDiagram *yz_diagram_new          (const YzDiagram *parent);
void       yz_diagram_free         (YzDiagram       *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YzDiagram, yz_diagram_free)
void       yz_diagram_freeze       (YzDiagram       *self);

guint32    yz_diagram_result       (YzDiagram       *self,
                                    guint            value);
guint32    yz_diagram_node         (YzDiagram       *self,
                                    guint            variable,
                                    guint            n_values,
                                    const guint32   *branches);
guint32    yz_diagram_if           (YzDiagram       *self,
                                    guint32          condition,
                                    guint32          then,
                                    guint32          otherwise);
guint32    yz_diagram_case         (YzDiagram       *self,
                                    guint32          selector,
                                    guint            n_values,
                                    const guint32   *branches);
guint32    yz_diagram_restrict     (YzDiagram       *self,
                                    guint32          function,
                                    const gint16    *known);
guint32    yz_diagram_substitute   (YzDiagram       *self,
                                    guint32          function,
                                    guint            variable,
                                    guint32          value,
                                    const gint16    *known);
guint32    yz_diagram_agree        (YzDiagram       *self,
                                    guint32          function,
                                    const guint8    *variables,
                                    guint32          otherwise);
void       yz_diagram_mark         (YzDiagram       *self,
                                    guint32          function,
                                    guint8          *variables);

guint      yz_diagram_get_variable (const YzDiagram *self,
                                    guint32          function);
guint      yz_diagram_get_result   (const YzDiagram *self,
                                    guint32          function);
guint      yz_diagram_get_size     (const YzDiagram *self);
gboolean   yz_diagram_is_exceeded  (const YzDiagram *self);

G_END_DECLS
