// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests whose end comes later, of which who asked wants to be told: by one
 * message to that socket and nobody else, with the number of the request. Who
 * waits needs to listen to nothing.
 */
#include <linux/slab.h>

#include "core.h"

/**
 * struct subdev_asker - a request of which somebody waits for the end
 * @node: place in its subdevice's list, then in that of those to be told
 * @sock: the socket, with a reference
 * @seq: number of the request
 * @msg: what it is told, or NULL if there was no memory for that
 *
 * Life: made before the request does anything, hung on the subdevice once it has,
 * and freed when it is told.
 */
struct subdev_asker {
	struct list_head node;
	struct subdev_sock *sock;
	u32 seq;
	struct sk_buff *msg;
};

/**
 * subdev_asker_new() - read whether who asks wants to be told of the end
 * @skb: the message that the request came in
 * @info: the request, of the attribute set of subdevices
 *
 * Return: for subdev_asker_add_locked() or subdev_asker_free(), NULL if it does
 * not say so, or an ERR_PTR: -ENOMEM.
 */
struct subdev_asker *subdev_asker_new(const struct sk_buff *skb,
				      const struct genl_info *info)
{
	struct subdev_asker *asker;

	if (!info->attrs[SUBDEV_A_DEV_TELL_END])
		return NULL;
	asker = kzalloc(sizeof(*asker), GFP_KERNEL_ACCOUNT);
	if (!asker)
		return ERR_PTR(-ENOMEM);
	asker->sock = subdev_sock_get(skb);
	if (!asker->sock) {
		kfree(asker);
		return ERR_PTR(-ENOMEM);
	}
	asker->seq = info->snd_seq;
	return asker;
}

/* One that is not told, or has been; NULL is none. */
void subdev_asker_free(struct subdev_asker *asker)
{
	if (!asker)
		return;
	subdev_sock_put(asker->sock);
	nlmsg_free(asker->msg);
	kfree(asker);
}

/* What was asked of a subdevice has begun; NULL is none. */
void subdev_asker_add_locked(struct subdev_dev *sdev,
			     struct subdev_asker *asker)
{
	lockdep_assert_held(&sdev->lock);
	if (asker)
		list_add_tail(&asker->node, &sdev->askers);
}

static struct sk_buff *subdev_asker_msg_locked(const struct subdev_asker *asker,
					       struct subdev_dev *sdev, u8 cmd)
{
	struct sk_buff *msg = genlmsg_new(sdev->msg_size, GFP_KERNEL);
	void *hdr;

	lockdep_assert_held(&sdev->lock);
	if (!msg)
		return NULL;
	hdr = genlmsg_put(msg, subdev_sock_portid(asker->sock), asker->seq,
			  &subdev_nl_family, 0, cmd);
	if (WARN_ON_ONCE(!hdr || subdev_dev_fill_locked(msg, sdev))) {
		nlmsg_free(msg);
		return NULL;
	}
	genlmsg_end(msg, hdr);
	return msg;
}

/**
 * subdev_askers_end_locked() - whatever was asked of a subdevice has ended
 * @sdev: the subdevice, locked, as it is now
 * @cmd: the notification that tells it
 * @told: an empty list, to which those go who are to be told
 */
void subdev_askers_end_locked(struct subdev_dev *sdev, u8 cmd,
			      struct list_head *told)
{
	struct subdev_asker *asker;

	lockdep_assert_held(&sdev->lock);
	list_for_each_entry(asker, &sdev->askers, node)
		asker->msg = subdev_asker_msg_locked(asker, sdev, cmd);
	list_splice_init(&sdev->askers, told);
}

/**
 * subdev_askers_tell() - tell those who asked
 * @told: what subdev_askers_end_locked() left there
 *
 * After the event, so that who is told finds what the event tells. A message that
 * cannot be delivered is lost: who waits asks now and then.
 *
 * Context: Process context, may sleep.
 */
void subdev_askers_tell(struct list_head *told)
{
	struct subdev_asker *asker, *next;

	list_for_each_entry_safe(asker, next, told, node) {
		if (asker->msg)
			subdev_sock_send(asker->sock, no_free_ptr(asker->msg));
		subdev_asker_free(asker);
	}
}
