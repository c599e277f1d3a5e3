import asyncio
from tests.browser.screen import Screens
async def test_dbg(house, screens):
    known = house.seed("hall"); house.start()
    phone = await screens.open("手机"); await phone.come_in(pin=known["members"][0]["pin"])
    chair = await screens.open("书记", "laptop")
    await chair.come_in(username="shuji", password=known["password"])
    chair.page.on("response", lambda r: print("->", r.request.method, r.url, r.status) if r.request.method=="POST" else None)
    await chair.open(f"/sessions/{known['session']}/console")
    item = await chair.page.locator("[data-current-item]").first.get_attribute("data-current-item")
    await phone.post(f"/items/{item}/hand", stance="for")
    await chair.sees("请下一位：")
    await chair.turn_to("动议与表决")
    await chair.write("提请会议表决的原文","是否同意?")
    await chair.press("提交会议")
    await chair.sees("主持人提请")
    await chair.evaluate("()=>{document.addEventListener(\"keydown\",e=>console.log(\"kd\",e.key,e.target.tagName,e.timeStamp,e.defaultPrevented))}")
    chair.page.on("console", lambda m: print("->con", m.text))
    for i in range(2):
        t=0
        print("key", i, await chair.page.evaluate("()=>[...document.querySelectorAll('button[data-key]')].map(b=>[b.dataset.key,b.dataset.letter,b.disabled,b.innerText,b.form && b.form.outerHTML.slice(0,120)])"))
        await asyncio.sleep(.5); await chair.page.keyboard.press("Space"); await chair.sees("正在发言")
    await asyncio.sleep(2); print("-> end", await chair.page.evaluate("()=>document.querySelector(\".next-step\").outerHTML"))
